import pino, { type Logger } from "pino";
import { env } from "#lib/env.ts";
import { readableDestination } from "./readable.ts";
import { redactEntry, redactText } from "./redact.ts";
import { requestContext } from "./request-context.ts";

/** A logger that hides secrets. JSON lines, or plain ones for a person at a terminal. */
export function createLogger(level: string, destination?: pino.DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: (error: unknown) => error },
      formatters: { log: (entry) => redactEntry(entry) },
      hooks: { streamWrite: redactText },
    },
    destination ?? defaultDestination(),
  );
}

function defaultDestination(): pino.DestinationStream {
  return process.stdout.isTTY ? readableDestination(process.stdout) : pino.destination({ fd: 1, sync: true });
}

const holder = globalThis as typeof globalThis & { headroomLogger?: Logger };

/** The logger to use anywhere: inside a request its lines carry that request's id. */
export function log(): Logger {
  return requestContext()?.log ?? baseLogger();
}

/** The logger of the process, outside of any request. */
export function baseLogger(): Logger {
  holder.headroomLogger ??= createLogger(env().logLevel);
  return holder.headroomLogger;
}

/** For tests: writes everything to `logger` instead. */
export function provideLogger(logger: Logger): void {
  holder.headroomLogger = logger;
}
