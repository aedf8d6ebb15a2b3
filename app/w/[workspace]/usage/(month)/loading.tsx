import { Skeleton } from "#components/ui/skeleton.tsx";

export default function UsageLoading() {
  return (
    <>
      <div className="mb-6 flex flex-wrap items-start justify-between gap-4">
        <div>
          <Skeleton className="mb-2 h-7 w-24" />
          <Skeleton className="h-5 w-80 max-w-full" />
        </div>
        <Skeleton className="h-15 w-160 max-w-full" />
      </div>
      <div className="flex flex-col gap-4">
        <Skeleton className="h-22" />
        <Skeleton className="h-96" />
        <Skeleton className="h-96" />
      </div>
    </>
  );
}
