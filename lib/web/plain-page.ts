// Pages that server.ts answers by itself, when Next cannot or must not: no script, no file, readable in both themes.
import { getTexts } from "#lib/texts/texts.ts";

export type PlainPage = {
  title: string;
  text: string;
  reference: string;
  nonce: string;
  retrySeconds?: number;
};

const STYLE = `:root{color-scheme:light dark;--bg:#f9fafb;--card:#fff;--text:#131822;--muted:#5d646f;--line:#dbdee3}
@media(prefers-color-scheme:dark){:root{--bg:#0d0f15;--card:#15181f;--text:#f0f2f5;--muted:#9fa5ae;--line:#2c3038}}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--bg);color:var(--text);font:16px/1.5 "Inter Variable",system-ui,sans-serif}
main{max-width:30rem;margin:16px;padding:32px;background:var(--card);border:1px solid var(--line);border-radius:8px}
h1{margin:0 0 8px;font-size:20px}p{margin:0 0 16px;color:var(--muted)}small{color:var(--muted);font-size:13px}`;

/** A whole HTML document. With `retrySeconds` the browser asks again by itself. */
export function plainPage({ title, text, reference, nonce, retrySeconds }: PlainPage): string {
  const retry = retrySeconds === undefined ? "" : `<meta http-equiv="refresh" content="${retrySeconds}">`;
  const label = getTexts("errors")("reference", { id: reference });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${toHtml(title)}</title>${retry}<style nonce="${nonce}">${STYLE}</style></head>
<body><main><h1>${toHtml(title)}</h1><p role="status">${toHtml(text)}</p><small>${toHtml(label)}</small></main></body></html>`;
}

function toHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
