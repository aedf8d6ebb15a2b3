/** The answer to a form: go and look there. `path` is one of ours; parameters that say nothing are left out. */
export function seeOther(path: string, parameters: Record<string, string> = {}): Response {
  const told = Object.entries(parameters).filter(([, value]) => value !== "" && value !== "/");
  const query = told.length > 0 ? `?${new URLSearchParams(told)}` : "";
  return new Response(null, {
    status: 303,
    headers: { Location: `${path}${query}`, "Cache-Control": "no-store" },
  });
}
