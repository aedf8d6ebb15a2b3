import { getTranslations } from "next-intl/server";
import { RunPlanner } from "#components/playground/run-planner.tsx";
import { screenPath } from "#components/shell/screens.ts";
import { ClientTexts } from "#components/ui/client-texts.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { requireViewer, requireWorkspace } from "#lib/auth/session.ts";
import { canBuy, canMeter, roleIn } from "#lib/core/permissions.ts";
import { RUN_KINDS } from "#lib/core/run-form.ts";
import { getRunOptions } from "#lib/queries/playground.ts";
import { loadBalance, requestTime } from "../load-balance.ts";
import { planRunAction, startRunAction } from "./actions.ts";

interface PageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<{ run?: string | string[] }>;
}

export async function generateMetadata() {
  const t = await getTranslations("playground");
  return { title: t("title") };
}

export default async function PlaygroundPage({ params, searchParams }: PageProps) {
  const viewer = await requireViewer();
  const id = requireWorkspace(viewer, (await params).workspace);
  const asked = (await searchParams).run;
  const kind = RUN_KINDS.find((known) => known === asked) ?? "ai_edit";
  const [t, options, { timeZone }] = await Promise.all([
    getTranslations("playground"),
    getRunOptions(viewer, id, requestTime()),
    loadBalance(viewer, id),
  ]);
  const tabs = RUN_KINDS.map((one) => ({
    href: `${screenPath(id, "playground")}?run=${one}`,
    label: t(`kinds.${one}`),
    current: one === kind,
  }));
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      {canMeter(viewer, id) ? (
        <ClientTexts namespaces={["playground"]}>
          <Tabs label={t("kindsLabel")} tabs={tabs} />
          <RunPlanner
            key={kind}
            workspaceId={id}
            zone={timeZone}
            kind={kind}
            options={options}
            canBuy={canBuy(viewer, id)}
            plan={planRunAction}
            start={startRunAction}
          />
        </ClientTexts>
      ) : (
        <Notice title={t("mayNot.title")}>
          {t(roleIn(viewer, id) ? "mayNot.text" : "mayNot.adminText")}
        </Notice>
      )}
    </>
  );
}
