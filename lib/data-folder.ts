// The folder that holds what an installation keeps for itself: secrets, local mail, the sandbox, the embedded database.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

/** Makes the folder `parts` of the data folder and proves that it can be written. Throws a sentence with the way out. */
export function prepareDataFolder(dataDir: string, ...parts: string[]): string {
  const folder = join(dataDir, ...parts);
  try {
    make(folder);
    // A folder of somebody else's, or a read-only disk, shows itself here and not halfway through.
    rmSync(mkdtempSync(join(folder, "probe-")), { recursive: true });
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new Error(
      `The data folder ${dataDir} cannot be written (${reason}). Set HEADROOM_DATA_DIR to a folder that this user may write and that has free space.`,
      { cause: error },
    );
  }
  return folder;
}

/** Parents first. Node's own `recursive` never returns where a parent exists and still nothing can be made, as in /proc. */
function make(folder: string): void {
  if (existsSync(folder)) return;
  make(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process was quicker.
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}
