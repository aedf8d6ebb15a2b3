import { Skeleton } from "#components/ui/skeleton.tsx";

export default function ExpiryLoading() {
  return (
    <>
      <Skeleton className="mb-2 h-7 w-32" />
      <Skeleton className="mb-6 h-5 w-96 max-w-full" />
      <div className="flex flex-col gap-4">
        <Skeleton className="h-128" />
        <Skeleton className="h-128" />
        <Skeleton className="h-40" />
      </div>
    </>
  );
}
