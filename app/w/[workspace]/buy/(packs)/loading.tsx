import { Skeleton } from "#components/ui/skeleton.tsx";

export default function BuyLoading() {
  return (
    <>
      <Skeleton className="mb-2 h-7 w-32" />
      <Skeleton className="mb-6 h-10 w-96 max-w-full" />
      <PacksLoading />
      <PacksLoading />
    </>
  );
}

function PacksLoading() {
  return (
    <div className="mb-8">
      <Skeleton className="mb-3 h-6 w-40" />
      <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
        <Skeleton className="h-96" />
        <Skeleton className="h-96" />
        <Skeleton className="h-96" />
      </div>
    </div>
  );
}
