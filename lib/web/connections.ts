import type { Server } from "node:http";

const DRAIN_MS = 10_000;
const IDLE_MS = 50;

/** Opens the port and returns its number (useful for port 0). Throws a sentence that says the way out. */
export async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(toSentence(error, port, host)));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

function toSentence(error: Error, port: number, host: string): Error {
  const code = "code" in error ? error.code : undefined;
  const sentences: Record<string, string> = {
    EADDRINUSE: `Port ${port} is already in use. Stop the program that uses it, or choose another one: PORT=${port + 1} npm start`,
    EACCES: `Port ${port} needs more rights than this user has. Choose one above 1023: PORT=3000 npm start`,
    EADDRNOTAVAIL: `This machine has no address ${host}. Set HEADROOM_HOST to 127.0.0.1 or 0.0.0.0.`,
  };
  const sentence = typeof code === "string" ? sentences[code] : undefined;
  return sentence === undefined ? error : new Error(sentence, { cause: error });
}

/** Takes no new connections and waits for the answers under way; whatever is still open after ten seconds is cut. */
export async function drain(server: Server, patienceMs = DRAIN_MS): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Browsers keep connections open after an answer; those would hold the end up for seconds.
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_MS);
  const cut = setTimeout(() => server.closeAllConnections(), patienceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(cut);
}
