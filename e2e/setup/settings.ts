import { resolve } from "node:path";

const port = process.env.E2E_PORT ?? "3917";
const baseUrl = `http://localhost:${port}`;
const platformApiKey = "hrp_for_the_stories_in_a_browser";

/** The server that the stories run against: the production server, with a data folder and a port of its own. */
export const E2E = {
  baseUrl,
  platformApiKey,
  env: {
    PORT: port,
    HEADROOM_DATA_DIR: resolve(".data", `e2e-${port}`),
    HEADROOM_DEMO: "1",
    PLATFORM_API_KEY: platformApiKey,
    NEXTAUTH_URL: baseUrl,
    LOG_LEVEL: "warn",
    DATABASE_URL: "",
    SMTP_URL: "",
    STRIPE_SECRET_KEY: "",
  },
};
