import { Skeleton } from "#components/ui/skeleton.tsx";

export default function PlaygroundLoading() {
  return (
    <>
      <Skeleton className="mb-2 h-7 w-32" />
      <Skeleton className="mb-6 h-10 w-96 max-w-full" />
      <Skeleton className="mb-4 h-9" />
      <div className="grid gap-4 lg:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]">
        <Skeleton className="h-112" />
        <Skeleton className="h-48" />
      </div>
    </>
  );
}
