// What every answer tells the browser. Pure: the nonce and the addresses come in as arguments.

export type Surroundings = {
  /** The address people use, without a trailing slash. */
  readonly baseUrl: string;
  /** Development needs eval (readable stacks) and a web socket (reloading). */
  readonly dev: boolean;
};

// Buying begins with a form of ours and ends, by redirect, on Stripe's page.
const STRIPE_CHECKOUT = "https://checkout.stripe.com";

/** The policy of a page. Next reads the nonce out of it and puts it on its own scripts. */
export function contentSecurityPolicy(nonce: string, { baseUrl, dev }: Surroundings): string {
  const directives = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' ${dev ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self'${dev ? " ws: wss:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    `form-action 'self' ${STRIPE_CHECKOUT}`,
    "frame-ancestors 'none'",
    ...(isHttps(baseUrl) ? ["upgrade-insecure-requests"] : []),
  ];
  return directives.join("; ");
}

/** The policy of an answer that is no page: nothing in it may run, load or be framed. */
export const MACHINE_POLICY =
  "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** Headers of every answer, pages and machines alike, but for the policy. */
export function securityHeaders(baseUrl: string): Readonly<Record<string, string>> {
  return {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    // Not "no-referrer": browsers would then send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy":
      "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-DNS-Prefetch-Control": "off",
    ...(isHttps(baseUrl) ? { "Strict-Transport-Security": "max-age=31536000; includeSubDomains" } : {}),
  };
}

function isHttps(baseUrl: string): boolean {
  return baseUrl.startsWith("https:");
}
