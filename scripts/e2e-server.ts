import { rmSync } from "node:fs";
import { startEmbedded } from "#lib/db/embedded.ts";
import { env } from "#lib/env.ts";

// A run that was killed may have left its database running: join it, let it stop, and begin with an empty folder.
const { dataDir } = env();
const left = await startEmbedded(dataDir).catch(() => undefined);
await left?.stop();
rmSync(dataDir, { recursive: true, force: true });
await import("./start.ts");
