import { Show } from "solid-js"
import { useInfo } from "~/api/info"
import { useTenant } from "~/api/tenants"
import { type Account, account } from "~/auth/session"
import { Costs } from "~/components/account/costs"
import { Invoices } from "~/components/account/invoices"
import { Autopay, Messages, You } from "~/components/account/side"
import { useTitle } from "~/components/frame/title"
import { moneyParts } from "~/domain/money"
import { standingOf } from "~/domain/standing"
import { text } from "~/i18n/en/account"
import { Note } from "~/ui/note"
import { ProblemNote } from "~/ui/problem"
import { Status } from "~/ui/status"

/** The account of whoever is signed in: how it stands, what it costs, how it is paid, who it is. */
export default function AccountPage() {
  return <Show when={account()}>{(who) => <Body who={who()} />}</Show>
}

function Body(props: { who: Account }) {
  const tenant = useTenant(() => props.who.pubkey)
  const info = useInfo()
  const known = () => (tenant.isSuccess ? tenant.data : null)
  const standing = () => standingOf(known())
  const off = () => info.isSuccess && info.data.payment_methods.length === 0
  const credit = () => {
    const money = known()?.credit
    if (!money || money.amount <= 0) return undefined
    const { figure, unit } = moneyParts(money)
    return text.credit(unit ? `${figure} ${unit}` : figure)
  }
  useTitle(
    () => text.title,
    () => (standing().tone === "ok" ? undefined : standing()),
  )
  return (
    <>
      <div class="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h1 class="text-h1">{text.title}</h1>
        <Show when={tenant.isSuccess}>
          <Status tone={standing().tone} word={standing().word} />
        </Show>
      </div>
      <div class="mt-6 grid gap-3">
        <Show when={tenant.isError}>
          <ProblemNote error={tenant.error} onRetry={() => tenant.refetch()} />
        </Show>
        <Show when={standing().said}>
          <Note tone={standing().tone === "due" ? "due" : "bad"} title={`${standing().word}.`} text={standing().said} />
        </Show>
        <Show
          when={off()}
          fallback={
            <Show when={info.isSuccess && tenant.isSuccess && standing().tone === "ok"}>
              <Note tone="ok" title={text.allPaid} text={text.allPaidText} />
            </Show>
          }
        >
          <Note title={text.offTitle} text={text.offText} />
        </Show>
        <Show when={credit()}>{(said) => <Note tone="ok" text={said()} />}</Show>
      </div>
      <div class="mt-8 grid items-start gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,1fr)_328px]">
        <div class="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-8">
          <Invoices pubkey={props.who.pubkey} none={off() ? text.invoices.noneOff : text.invoices.none} />
          <Costs pubkey={props.who.pubkey} />
        </div>
        <aside class="min-w-0">
          <Autopay tenant={known()} />
          <You account={props.who} since={known()?.created_at} />
          <Messages pubkey={props.who.pubkey} />
        </aside>
      </div>
    </>
  )
}
