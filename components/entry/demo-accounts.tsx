import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";

export interface DemoAccountsProps {
  /** `label` is a key of the catalogue "auth". */
  accounts: readonly { id: string; label: string }[];
  callbackUrl: string;
}

/** One button a demo person: pressing it signs in as that person. */
export function DemoAccounts({ accounts, callbackUrl }: DemoAccountsProps) {
  const t = useTranslations("auth");
  return (
    <section aria-labelledby="demo" className="flex flex-col gap-2 border-t border-hairline pt-4">
      <h2 id="demo" className="font-medium">
        {t("demo.title")}
      </h2>
      <p className="text-muted">{t("demo.text")}</p>
      <form method="post" action="/sign-in/demo" className="flex flex-col gap-2">
        <input type="hidden" name="callbackUrl" value={callbackUrl} />
        {accounts.map(({ id, label }) => (
          <Button key={id} type="submit" name="account" value={id}>
            {t(label)}
          </Button>
        ))}
      </form>
    </section>
  );
}
