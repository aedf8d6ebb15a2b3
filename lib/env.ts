// The environment is read here and nowhere else: parsed once, and wrong settings stop the start with a sentence.
import { resolve } from "node:path";
import { z } from "zod";

const ROLES = ["web", "api", "worker"] as const;
const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
const LOCAL_HOSTS = new Set(["localhost", "127.0.0.1", "[::1]"]);
const DEMO_ADMIN = "admin@headroom.example";

type Role = (typeof ROLES)[number];

export interface Env {
  /** Undefined: the embedded PostgreSQL is used, and the composition root provides its URL. */
  readonly databaseUrl: string | undefined;
  readonly port: number;
  readonly host: string;
  /** Absolute path. */
  readonly dataDir: string;
  readonly roles: ReadonlySet<Role>;
  readonly demo: boolean;
  /** One workspace a posting transaction, for a database spread over machines (Citus). */
  readonly groupByWorkspace: boolean;
  /** The address people use, without a trailing slash. */
  readonly baseUrl: string;
  readonly isLocal: boolean;
  /** Reading it throws until it is set; a local start generates and provides it. */
  readonly authSecret: string;
  readonly platformApiKey: string | undefined;
  /** Calls a second; 0 for no limit. */
  readonly rateLimits: {
    /** Of each platform key. */
    readonly platform: number;
    /** Of each workspace key. */
    readonly workspace: number;
    /** Without a valid key, of each remote address. */
    readonly refused: number;
  };
  readonly encryptionKey: string | undefined;
  readonly stripe: {
    readonly secretKey: string | undefined;
    readonly webhookSecret: string | undefined;
    readonly apiBase: string | undefined;
  };
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  /** Lower case. */
  readonly adminEmails: readonly string[];
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

/** Says which variables are wrong and what to set, one sentence each. */
export class EnvError extends Error {
  override name = "EnvError";
}

type Source = Readonly<Record<string, string | undefined>>;

const url = (protocols: readonly string[], sentence: string) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), sentence);

const port = z
  .string()
  .regex(/^\d{1,5}$/, "PORT must be a whole number from 0 to 65535, for example PORT=3000.")
  .transform(Number)
  .refine((value) => value <= 65_535, "PORT must be a whole number from 0 to 65535, for example PORT=3000.");

const rate = (name: string, example: number) => {
  const sentence = `${name} must be a whole number of calls a second up to 1000000, for example ${example}, or 0 for no limit.`;
  return z
    .string()
    .regex(/^\d{1,7}$/, sentence)
    .transform(Number)
    .refine((value) => value <= 1_000_000, sentence)
    .optional();
};

const list = (text: string) =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");

const schema = z.object({
  DATABASE_URL: url(
    ["postgres:", "postgresql:"],
    "DATABASE_URL must look like postgresql://user:password@host:5432/database. Leave it unset to use the embedded PostgreSQL.",
  ).optional(),
  PORT: port.optional(),
  HEADROOM_HOST: z.string().optional(),
  HEADROOM_DATA_DIR: z.string().optional(),
  HEADROOM_ROLES: z
    .string()
    .transform(list)
    .pipe(z.array(z.enum(ROLES)).min(1))
    .optional(),
  HEADROOM_DEMO: z
    .enum(["0", "1"], "HEADROOM_DEMO must be 1 (demo data and one-click sign-in) or 0.")
    .optional(),
  HEADROOM_GROUP_BY_WORKSPACE: z
    .enum(["0", "1"], "HEADROOM_GROUP_BY_WORKSPACE must be 1 (one workspace a transaction, for Citus) or 0.")
    .optional(),
  NEXTAUTH_URL: url(
    ["http:", "https:"],
    "NEXTAUTH_URL must be the address people open, for example https://credits.example.com.",
  ).optional(),
  NEXTAUTH_SECRET: z
    .string()
    .min(32, "NEXTAUTH_SECRET must have at least 32 characters. Make one with: openssl rand -base64 32")
    .optional(),
  PLATFORM_API_KEY: z
    .string()
    .min(16, "PLATFORM_API_KEY must have at least 16 characters. Make one with: openssl rand -hex 24")
    .regex(/^[\x21-\x7e]+$/, "PLATFORM_API_KEY must have no spaces and only ASCII characters.")
    .optional(),
  HEADROOM_RATE_PLATFORM: rate("HEADROOM_RATE_PLATFORM", 60_000),
  HEADROOM_RATE_WORKSPACE: rate("HEADROOM_RATE_WORKSPACE", 100),
  HEADROOM_RATE_REFUSED: rate("HEADROOM_RATE_REFUSED", 20),
  ENCRYPTION_KEY: z
    .string()
    .min(32, "ENCRYPTION_KEY must have at least 32 characters. Make one with: openssl rand -base64 32")
    .optional(),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(
      /^(sk|rk)_/,
      "STRIPE_SECRET_KEY must begin with sk_ or rk_. Leave it unset to use the local sandbox.",
    )
    .optional(),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .regex(
      /^whsec_/,
      "STRIPE_WEBHOOK_SECRET must begin with whsec_. Stripe shows it beside the webhook endpoint.",
    )
    .optional(),
  STRIPE_API_BASE: url(
    ["http:", "https:"],
    "STRIPE_API_BASE must be a URL, for example https://api.stripe.com.",
  ).optional(),
  SMTP_URL: url(
    ["smtp:", "smtps:"],
    "SMTP_URL must look like smtps://user:password@mail.example.com:465.",
  ).optional(),
  MAIL_FROM: z.string().optional(),
  ADMIN_EMAILS: z
    .string()
    .transform((text) => list(text.toLowerCase()))
    .pipe(z.array(z.email("ADMIN_EMAILS must be e-mail addresses separated by commas.")))
    .optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, `LOG_LEVEL must be one of ${LOG_LEVELS.join(", ")}.`).optional(),
});

type Parsed = z.output<typeof schema>;

/** Parses an environment without touching process.env. Throws EnvError naming every variable that is wrong. */
export function parseEnv(source: Source): Env {
  // An empty variable counts as unset: compose files and CI forms pass those.
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value?.trim()));
  const result = schema.safeParse(present);
  if (!result.success) throw new EnvError(result.error.issues.map(sentenceOf).join("\n"));
  const env = toEnv(result.data);
  const conflicts = conflictsIn(result.data, env);
  if (conflicts.length > 0) throw new EnvError(conflicts.join("\n"));
  return env;
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.path[0] !== "HEADROOM_ROLES") return issue.message;
  return `HEADROOM_ROLES must be one or more of ${ROLES.join(", ")}, separated by commas.`;
}

function toEnv(parsed: Parsed): Env {
  const portNumber = parsed.PORT ?? 3000;
  const baseUrl = (parsed.NEXTAUTH_URL ?? `http://localhost:${portNumber}`).replace(/\/+$/, "");
  const isLocal = LOCAL_HOSTS.has(new URL(baseUrl).hostname);
  const demo =
    parsed.HEADROOM_DEMO === undefined ? parsed.DATABASE_URL === undefined : parsed.HEADROOM_DEMO === "1";
  return {
    databaseUrl: parsed.DATABASE_URL,
    port: portNumber,
    host: parsed.HEADROOM_HOST ?? (isLocal ? "127.0.0.1" : "0.0.0.0"),
    dataDir: resolve(parsed.HEADROOM_DATA_DIR ?? ".data"),
    roles: new Set(parsed.HEADROOM_ROLES ?? ROLES),
    demo,
    groupByWorkspace: parsed.HEADROOM_GROUP_BY_WORKSPACE === "1",
    baseUrl,
    isLocal,
    get authSecret() {
      if (parsed.NEXTAUTH_SECRET === undefined)
        throw new EnvError("NEXTAUTH_SECRET is not set yet: start with npm start.");
      return parsed.NEXTAUTH_SECRET;
    },
    platformApiKey: parsed.PLATFORM_API_KEY,
    rateLimits: {
      platform: parsed.HEADROOM_RATE_PLATFORM ?? 60_000,
      workspace: parsed.HEADROOM_RATE_WORKSPACE ?? 100,
      refused: parsed.HEADROOM_RATE_REFUSED ?? 20,
    },
    encryptionKey: parsed.ENCRYPTION_KEY,
    stripe: {
      secretKey: parsed.STRIPE_SECRET_KEY,
      webhookSecret: parsed.STRIPE_WEBHOOK_SECRET,
      apiBase: parsed.STRIPE_API_BASE,
    },
    smtpUrl: parsed.SMTP_URL,
    mailFrom: parsed.MAIL_FROM ?? "Headroom <headroom@localhost>",
    adminEmails: [...new Set([...(parsed.ADMIN_EMAILS ?? []), ...(demo ? [DEMO_ADMIN] : [])])],
    logLevel: parsed.LOG_LEVEL ?? "info",
  };
}

function conflictsIn(parsed: Parsed, env: Env): string[] {
  if (env.isLocal) return [];
  const sentences: string[] = [];
  if (env.demo) {
    sentences.push(
      `Demo mode lets anyone sign in with one click, so it does not run at the public address ${env.baseUrl}. Set HEADROOM_DEMO=0, or use a localhost NEXTAUTH_URL.`,
    );
  }
  if (!parsed.NEXTAUTH_SECRET) {
    sentences.push(
      "NEXTAUTH_SECRET is required when NEXTAUTH_URL is public. Make one with: openssl rand -base64 32",
    );
  }
  if (!parsed.SMTP_URL) {
    sentences.push(
      "SMTP_URL is required when NEXTAUTH_URL is public, or nobody could receive a sign-in link. Set it to smtps://user:password@host:465.",
    );
  }
  return sentences;
}

// The Next bundle and server.ts hold two copies of this module; globalThis is what they share.
const holder = globalThis as typeof globalThis & { headroomEnv?: Env };

/** The environment of this process, checked on first use. Throws EnvError. */
export function env(): Env {
  holder.headroomEnv ??= parseEnv(process.env);
  return holder.headroomEnv;
}

/** For the composition root and tests: writes resolved values to process.env and checks everything again. */
export function provideEnv(values: Source): Env {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  holder.headroomEnv = parseEnv(process.env);
  return holder.headroomEnv;
}
