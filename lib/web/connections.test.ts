import { createServer, type Server, type ServerResponse } from "node:http";
import { expect, it } from "vitest";
import { drain, listen } from "./connections.ts";

const close = (server: Server) => new Promise((resolve) => server.close(resolve));

it("a port in use is a sentence with the way out", async () => {
  const first = createServer();
  const port = await listen(first, 0, "127.0.0.1");
  const second = listen(createServer(), port, "127.0.0.1");
  await expect(second).rejects.toThrow(
    `Port ${port} is already in use. Stop the program that uses it, or choose another one: PORT=${port + 1} npm start`,
  );
  await close(first);
});

it("an address that this machine does not have is a sentence", async () => {
  await expect(listen(createServer(), 0, "203.0.113.1")).rejects.toThrow(/no address 203\.0\.113\.1/);
});

it("draining lets an answer under way finish and takes no new connection", async () => {
  const held: ServerResponse[] = [];
  const server = createServer((_request, response) => void held.push(response));
  const port = await listen(server, 0, "127.0.0.1");
  const answer = fetch(`http://127.0.0.1:${port}`);
  await expect.poll(() => held.length).toBe(1);
  const drained = drain(server);
  await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
  held[0]?.end("whole");
  expect(await (await answer).text()).toBe("whole");
  await drained;
});

it("draining ends even when an answer never does", async () => {
  const server = createServer(() => undefined);
  const port = await listen(server, 0, "127.0.0.1");
  const answer = fetch(`http://127.0.0.1:${port}`).catch(() => "cut");
  await expect
    .poll(() => new Promise((resolve) => server.getConnections((_error, count) => resolve(count))))
    .toBe(1);
  await drain(server, 10);
  expect(await answer).toBe("cut");
});
