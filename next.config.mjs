import createNextIntlPlugin from "next-intl/plugin";

const withTexts = createNextIntlPlugin("./lib/web/i18n.ts");

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // The server writes a line a request itself, without the query, which may hold a sign-in token.
  logging: { incomingRequests: false },
  // `npm run check` type-checks; a second time during the build would only make the first start slower.
  typescript: { ignoreBuildErrors: true },
  // No image of ours needs resizing, and sharp's native part is not installed.
  images: { unoptimized: true },
  // A lockfile in a parent folder must not move the root.
  turbopack: { root: import.meta.dirname },
  serverExternalPackages: [
    "@prisma/client",
    "@prisma/adapter-pg",
    "@react-email/components",
    "graphile-worker",
    "nodemailer",
    "pg",
    "pino",
    "prom-client",
    "stripe",
  ],
  experimental: { serverActions: { bodySizeLimit: "1mb" } },
};

export default withTexts(config);
