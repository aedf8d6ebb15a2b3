import { type Calls, KEYED } from "./generated.ts";
import { newKey } from "./new-key.ts";
import { type CallOptions, type HeadroomOptions, Transport } from "./transport.ts";
import type { Wait } from "./wait.ts";

export type WriteOptions = CallOptions & {
  /**
   * 1 to 255 characters that name this one effect, for example the id of the run. Made when none is given; give your
   * own to be safe across a restart of your process, too.
   */
  idempotencyKey?: string | undefined;
};

type Input = {
  path?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string | number | undefined>>;
  body?: unknown;
};

/** The calls of the contract by name, typed by it. */
export class Caller {
  readonly #transport: Transport;

  constructor(options: HeadroomOptions) {
    this.#transport = new Transport(options);
  }

  get wait(): Wait {
    return this.#transport.wait;
  }

  call<Name extends keyof Calls>(
    name: Name,
    input: Calls[Name]["input"],
    options: WriteOptions = {},
  ): Promise<Calls[Name]["answer"]> {
    const [method = "", template = ""] = name.split(" ");
    const { path = {}, query = {}, body }: Input = input;
    const idempotencyKey = KEYED.has(name) ? (options.idempotencyKey ?? newKey()) : null;
    const sent = { method, path: fill(template, path) + toQuery(query), body, idempotencyKey };
    return this.#transport.send(sent, options);
  }
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ""));
}

function toQuery(query: NonNullable<Input["query"]>): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}
