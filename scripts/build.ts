import { build, generate } from "./prepare.ts";
import { main } from "./steps.ts";

/** `npm run build` */
await main(async () => {
  await generate();
  await build();
  return 0;
});
