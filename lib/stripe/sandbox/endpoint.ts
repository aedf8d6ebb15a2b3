import { z } from "zod";
import type { FormTree } from "./form-params.ts";
import { list, readParams, text } from "./params.ts";
import type { World } from "./world.ts";

/** One call of the API: its parameters are read first (a refusal there is not remembered), then it runs. */
export type Endpoint = {
  readonly method: "GET" | "POST";
  /** In Hono's form: "/v1/customers/:id". */
  readonly path: string;
  readonly params: z.ZodObject;
  prepare(sent: FormTree): { expand: string[]; run: (world: World, id: string) => object };
};

/** Describes a call by the shape of its parameters and what it answers; `expand` is taken everywhere. */
export function endpoint<S extends z.ZodRawShape>(
  method: Endpoint["method"],
  path: string,
  shape: S,
  run: (world: World, sent: z.output<z.ZodObject<S, z.core.$strict>>, id: string) => object,
): Endpoint {
  const own = z.strictObject(shape);
  const expansions = z.object({ expand: list(text).optional() });
  return {
    method,
    path,
    params: own.extend({ expand: list(text).optional() }),
    prepare({ expand, ...sent }) {
      const paths = readParams(expansions, expand === undefined ? {} : { expand }).expand ?? [];
      const params = readParams(own, sent);
      return { expand: paths, run: (world, id) => run(world, params, id) };
    },
  };
}
