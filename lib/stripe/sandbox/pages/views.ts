// What the pages say. Each takes what it shows and nothing else.
import { html } from "hono/html";
import type Stripe from "stripe";
import { type Html, layout } from "./layout.ts";
import { formatAmount, formatTime, texts } from "./texts.ts";

const merchant = texts("merchant");

function amountOf(session: Stripe.Checkout.Session): string {
  return formatAmount(session.amount_total ?? 0, session.currency ?? "usd");
}

/** Where the shop wants its customer after paying. */
export function successUrl(session: Stripe.Checkout.Session): string {
  return (session.success_url ?? "").replaceAll("{CHECKOUT_SESSION_ID}", session.id);
}

type PayPage = {
  session: Stripe.Checkout.Session;
  lines: readonly Stripe.LineItem[];
  payment: Stripe.PaymentIntent | undefined;
};

export function payView({ session, lines, payment }: PayPage): Html {
  const heading = texts("pay.heading", { amount: amountOf(session) });
  return layout(
    heading,
    html`<h1>${heading}</h1>
<ul>${lines.map(lineView)}</ul>
${problemView(payment)}
<p class="muted" id="choose">${texts("pay.choose")}</p>
<form method="post" aria-labelledby="choose">
<button class="primary" name="button" value="pay">${texts("pay.pay")}</button>
<button name="button" value="decline">${texts("pay.decline")}</button>
<button name="button" value="three_d_secure">${texts("pay.threeDSecure")}</button>
</form>
${
  session.cancel_url === null
    ? ""
    : html`<div class="actions"><a class="button" href="${session.cancel_url}">${texts("pay.abandon")}</a></div>`
}
<p class="muted after">${texts("pay.expires", { time: formatTime(session.expires_at) })}</p>`,
  );
}

function lineView(line: Stripe.LineItem): Html {
  const quantity = line.quantity ?? 1;
  const suffix = quantity === 1 ? "" : ` · ${texts("pay.quantity", { quantity })}`;
  return html`<li><span>${line.description ?? ""}${suffix}</span><span class="amount">${formatAmount(line.amount_total, line.currency)}</span></li>`;
}

function problemView(payment: Stripe.PaymentIntent | undefined): Html | "" {
  const error = payment?.last_payment_error;
  if (!error) return "";
  const key = error.code === "card_declined" ? "pay.declined" : "pay.notAuthenticated";
  return html`<p class="problem" role="alert">${texts(key)}</p>`;
}

export function authenticateView(session: Stripe.Checkout.Session): Html {
  const heading = texts("authenticate.heading");
  return layout(
    heading,
    html`<h1>${heading}</h1>
<p class="muted">${texts("authenticate.text", { merchant, amount: amountOf(session) })}</p>
<form method="post">
<button class="primary" name="button" value="authenticate">${texts("authenticate.complete")}</button>
<button name="button" value="fail_authentication">${texts("authenticate.fail")}</button>
</form>`,
  );
}

export function paidView(session: Stripe.Checkout.Session, receiptUrl: string | null): Html {
  const heading = texts("paid.heading");
  return layout(
    heading,
    html`<h1>${heading}</h1>
<p>${texts("paid.text", { amount: amountOf(session) })}</p>
<div class="actions">
<a class="button primary" href="${successUrl(session)}">${texts("paid.back", { merchant })}</a>
${receiptUrl === null ? "" : html`<a class="button" href="${receiptUrl}">${texts("paid.receipt")}</a>`}
</div>`,
  );
}

export function expiredView(session: Stripe.Checkout.Session): Html {
  const heading = texts("expired.heading");
  const back = session.cancel_url ?? successUrl(session);
  return layout(
    heading,
    html`<h1>${heading}</h1>
<p>${texts("expired.text")}</p>
<div class="actions"><a class="button primary" href="${back}">${texts("expired.back", { merchant })}</a></div>`,
  );
}

export function missingView(): Html {
  const heading = texts("missing.heading");
  return layout(heading, html`<h1>${heading}</h1><p>${texts("missing.text")}</p>`);
}

export function receiptView(charge: Stripe.Charge): Html {
  const heading = texts("receipt.heading");
  const card = charge.payment_method_details?.card;
  const brand = (card?.brand ?? "").replace(/^./, (first) => first.toUpperCase());
  const rows: [string, string][] = [
    [texts("receipt.item"), charge.description ?? ""],
    [texts("receipt.card"), texts("receipt.cardValue", { brand, last4: card?.last4 ?? "" })],
    [texts("receipt.number"), charge.id],
    [texts("receipt.status"), texts("receipt.statusPaid")],
  ];
  return layout(
    heading,
    html`<h1>${heading}</h1>
<p>${texts("receipt.paid", { amount: formatAmount(charge.amount_captured, charge.currency), date: formatTime(charge.created) })} UTC</p>
<dl>${rows.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`,
  );
}
