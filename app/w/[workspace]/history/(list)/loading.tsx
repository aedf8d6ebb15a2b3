import { Skeleton } from "#components/ui/skeleton.tsx";

export default function HistoryLoading() {
  return (
    <>
      <Skeleton className="mb-2 h-7 w-32" />
      <Skeleton className="mb-8 h-5 w-96 max-w-full" />
      <Skeleton className="mb-4 h-9 w-48" />
      <Skeleton className="h-[70dvh]" />
    </>
  );
}
