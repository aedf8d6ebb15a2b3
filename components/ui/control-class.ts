/** The look shared by text inputs, selects and text areas. */
export const controlClass =
  "w-full min-w-0 rounded-md border border-control bg-card px-3 text-base text-text placeholder:text-muted " +
  "hover:border-text aria-invalid:border-bad disabled:cursor-not-allowed disabled:opacity-60 " +
  "h-9 pointer-coarse:h-11 pointer-coarse:text-lg";
