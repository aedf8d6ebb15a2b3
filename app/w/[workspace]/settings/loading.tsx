import { Skeleton } from "#components/ui/skeleton.tsx";

export default function SettingsLoading() {
  return (
    <>
      <Skeleton className="mb-2 h-7 w-32" />
      <Skeleton className="mb-6 h-5 w-96 max-w-full" />
      <Skeleton className="h-64" />
    </>
  );
}
