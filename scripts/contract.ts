// The API's contract as the present code states it: the document without the address of a server.
import type { Schema } from "./schema-types.ts";

type Content = Readonly<Record<string, { schema: Schema }>>;

export type Operation = {
  summary?: string;
  parameters?: readonly { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { required?: boolean; content: Content };
  responses: Readonly<Record<string, { description: string; content?: Content }>>;
};

export type Contract = {
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  components: { schemas: Readonly<Record<string, Schema>> };
};

/** Reads the document from the API itself, as any caller does. Needs the generated database client, and no database. */
export async function readContract(): Promise<Contract> {
  const { createApi } = await import("#lib/api/app.ts");
  const response = await createApi().request("/api/v1/openapi.json");
  const { servers: _, ...contract } = await response.json();
  return contract;
}
