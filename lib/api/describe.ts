import type { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiEnv } from "./api-env.ts";
import { EXAMPLES, type Example } from "./examples.ts";

type Document = ReturnType<OpenAPIHono<ApiEnv>["getOpenAPI31Document"]>;
type Paths = NonNullable<Document["paths"]>;
type Operation = NonNullable<Paths[string]["get"]>;

const METHODS = ["get", "put", "post", "patch", "delete"] as const;

/** Adds to the calls of a document what their schemas do not say: an example of each, and whose key may make it. */
export function describeCalls(paths: Paths): Paths {
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]) => {
      const described = METHODS.flatMap((method) => {
        const operation = item[method];
        const example = EXAMPLES[`${method.toUpperCase()} ${path}`];
        return operation && example ? [[method, describeCall(operation, example)]] : [];
      });
      return [path, { ...item, ...Object.fromEntries(described) }];
    }),
  );
}

function describeCall(
  operation: Operation,
  { keys, parameters = {}, status, body, answer }: Example,
): Operation {
  const { requestBody, responses = {} } = operation;
  const given = operation.parameters?.map((parameter) =>
    "name" in parameter && parameter.name in parameters
      ? { ...parameter, example: parameters[parameter.name] }
      : parameter,
  );
  return {
    ...operation,
    // A platform key may make every call, so it is named only where no other may.
    security: keys.length === 0 ? [{ key: [] }] : keys.map((key) => ({ key: [key] })),
    ...(given && { parameters: given }),
    ...(requestBody && "content" in requestBody && { requestBody: withExample(requestBody, body) }),
    responses: { ...responses, [status]: withExample(responses[status], answer) },
  };
}

function withExample<Carrier extends { content?: object }>(carrier: Carrier, example: unknown): Carrier {
  const content = Object.entries(carrier.content ?? {}).map(([type, media]) => [type, { ...media, example }]);
  return { ...carrier, content: Object.fromEntries(content) };
}
