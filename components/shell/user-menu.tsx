import { CircleUserRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { Popover } from "#components/ui/popover.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { ThemeSwitch } from "#components/ui/theme-switch.tsx";

export interface UserMenuProps {
  name: string | null;
  email: string;
  signOut: () => Promise<void>;
}

export function UserMenu({ name, email, signOut }: UserMenuProps) {
  const t = useTranslations("shell");
  return (
    <Popover
      label={t("account")}
      triggerLabel={t("account")}
      side="bottom-end"
      triggerClass="flex size-9 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hairline/50 hover:text-text pointer-coarse:size-11"
      className="w-72"
      trigger={<CircleUserRound aria-hidden="true" size={20} />}
    >
      <div className="flex flex-col gap-4 p-4">
        <div className="min-w-0">
          {name ? <p className="font-medium break-words">{name}</p> : null}
          <p className="text-sm break-all text-muted">{email}</p>
        </div>
        <ThemeSwitch />
        <TextLink href="/docs" className="self-start">
          {t("apiReference")}
        </TextLink>
        <form action={signOut}>
          <SubmitButton variant="secondary" className="w-full">
            {t("signOut")}
          </SubmitButton>
        </form>
      </div>
    </Popover>
  );
}
