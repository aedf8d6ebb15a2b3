import { readUsageUrl } from "#components/usage/usage-url.ts";
import { exportUsage } from "#lib/queries/usage-export.ts";
import { getTexts } from "#lib/texts/texts.ts";
import { route } from "#lib/web/route.ts";
import { readView } from "../read-view.ts";
import { toCsv } from "./to-csv.ts";

/** The rows behind the usage screen, for the same address. A filter that is wrong is refused: a file cannot say that it was. */
export const GET = route<{ workspace: string }>(async (viewer, { request, params }) => {
  const { view, problems } = await readView(viewer, params.workspace, readUsageUrl(request), new Date());
  const [problem] = problems;
  if (problem) {
    const text = getTexts("usage")("refused", problem);
    return new Response(`${text}\n`, {
      status: 400,
      headers: { "Content-Type": "text/plain; charset=utf-8" },
    });
  }
  const { timeZone, rows } = await exportUsage(viewer, params.workspace, view);
  return new Response(toCsv(timeZone, rows), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="usage-${view.month}.csv"`,
      "Cache-Control": "no-store",
    },
  });
});
