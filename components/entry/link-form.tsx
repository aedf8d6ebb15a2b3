import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/input.tsx";

export interface LinkFormProps {
  /** Where to go after signing in: a path on this site. */
  callbackUrl: string;
  /** What is wrong with the address that was sent before. */
  error?: string | undefined;
}

/** Asks for a sign-in link. A plain form, so that it also works before or without scripts. */
export function LinkForm({ callbackUrl, error }: LinkFormProps) {
  const t = useTranslations("auth");
  return (
    <form method="post" action="/sign-in/link" className="flex flex-col gap-4">
      <input type="hidden" name="callbackUrl" value={callbackUrl} />
      <TextField
        label={t("email")}
        name="email"
        type="email"
        autoComplete="email"
        required
        maxLength={254}
        error={error}
      />
      <Button type="submit" variant="primary">
        {t("submit")}
      </Button>
    </form>
  );
}
