import { noSuch } from "../api-error.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { page } from "../page.ts";
import { created, flag, list, paging, text } from "../params.ts";

const EVENTS = "/v1/events";

export const eventEndpoints: Endpoint[] = [
  endpoint(
    "GET",
    EVENTS,
    {
      ...paging,
      created: created.optional(),
      type: text.optional(),
      types: list(text).optional(),
      delivery_success: flag.optional(),
    },
    (world, sent) =>
      page(EVENTS, world.store.all("event"), sent, {
        created: sent.created,
        match: (event) =>
          (sent.type === undefined || event.type === sent.type) &&
          (sent.types === undefined || sent.types.includes(event.type)) &&
          (sent.delivery_success === undefined || (event.pending_webhooks === 0) === sent.delivery_success),
      }),
  ),
  endpoint("GET", `${EVENTS}/:id`, {}, (world, _sent, id) => {
    const event = world.store.get("event", id);
    if (!event) throw noSuch("event", id);
    return event;
  }),
];
