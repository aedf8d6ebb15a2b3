import { removeEmbedded, startEmbedded } from "#lib/db/embedded.ts";
import { env } from "#lib/env.ts";

// A run that was killed may have left its database running: join it, let it stop, and begin with an empty folder.
const { dataDir } = env();
const left = await startEmbedded(dataDir).catch(() => undefined);
await left?.stop();
removeEmbedded(dataDir);
await import("./start.ts");
