// The frame of the sandbox's pages: no script, one style sheet, both themes, phone width.
import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import { texts } from "./texts.ts";

const STYLE = `
:root{color-scheme:light dark;--bg:#f9fafb;--card:#fff;--text:#131822;--muted:#5d646f;--line:#dbdee3;--control:#808693;--action:#1f48c5;--on:#fff;--warn:#955e00;--bad:#c51d28}
@media(prefers-color-scheme:dark){:root{--bg:#0d0f15;--card:#15181f;--text:#f0f2f5;--muted:#9fa5ae;--line:#2c3038;--control:#6e7581;--action:#79a1fc;--on:#0d0f15;--warn:#f2b54a;--bad:#f96f70}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;background:var(--bg);color:var(--text);font:16px/24px "Inter Variable",Inter,system-ui,sans-serif;display:flex;justify-content:center;align-items:flex-start;padding:48px 16px}
main{width:100%;max-width:440px;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:32px}
header{display:flex;justify-content:space-between;align-items:center;margin-bottom:24px;font-weight:600}
.badge{border:1px solid var(--warn);color:var(--warn);border-radius:4px;padding:0 8px;font-size:13px;line-height:22px;font-weight:500}
h1{margin:0 0 8px;font-size:28px;line-height:36px;font-weight:600;font-variant-numeric:tabular-nums}
p{margin:0 0 16px}
.muted{color:var(--muted);font-size:14px;line-height:20px}
.problem{border-left:3px solid var(--bad);padding-left:12px}
ul,dl{list-style:none;margin:0 0 16px;padding:0;border-top:1px solid var(--line)}
li,dl div{display:flex;justify-content:space-between;gap:16px;padding:8px 0;border-bottom:1px solid var(--line)}
dt{color:var(--muted)}dd{margin:0;text-align:right;overflow-wrap:anywhere}
.amount{font-variant-numeric:tabular-nums;white-space:nowrap}
form,.actions{display:grid;gap:8px;margin:0}
button,.button{display:block;width:100%;min-height:44px;padding:10px 16px;border:1px solid var(--control);border-radius:6px;background:transparent;color:var(--text);font:inherit;line-height:22px;font-weight:500;text-align:center;text-decoration:none;cursor:pointer}
.primary{background:var(--action);border-color:var(--action);color:var(--on)}
form+.actions{margin-top:8px}
a:focus-visible,button:focus-visible{outline:2px solid var(--action);outline-offset:2px}
.after{margin:16px 0 0}
.notice{margin:24px 0 0;padding-top:16px;border-top:1px solid var(--line)}
@media(max-width:480px){body{padding:0}main{border:0;border-radius:0;min-height:100vh;padding:24px 16px}}
`;

const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");

/**
 * The policy of a page. Besides the page's own origin its forms may lead to `targets`: a browser also checks where a
 * form's answer redirects to, and paying leads back to the shop.
 */
export function pagePolicy(targets: readonly (string | null)[]): string {
  const origins = targets.flatMap((target) => (target === null ? [] : [new URL(target).origin]));
  return [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    "img-src data:",
    `form-action ${[...new Set(["'self'", ...origins])].join(" ")}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; ");
}

export type Html = ReturnType<typeof html>;

/** A whole document around `content`. */
export function layout(title: string, content: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · ${texts("title")}</title>
<link rel="icon" href="data:,">
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
<header><span>${texts("merchant")}</span><span class="badge">${texts("badge")}</span></header>
${content}
<p class="muted notice">${texts("notice")}</p>
</main>
</body>
</html>`;
}
