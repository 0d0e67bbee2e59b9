import { For, type JSX, Show } from "solid-js"
import type { Overview } from "~/api/operator/admin"
import { moneyText } from "~/domain/billing/money"
import { text as words } from "~/features/operator/words/en/attention"
import { paths } from "~/paths"
import { LinkButton } from "~/ui/form/button"
import { Note } from "~/ui/state/note"
import { Time, useNow } from "~/ui/time"

/** What is wrong with whole relay hosts and with payments, and which card payments are disputed: what, since when, where to look. */
export function Attention(props: { overview: Overview }) {
  const any = () =>
    [props.overview.host_faults, props.overview.payment_faults, props.overview.disputes].some((all) => all?.length)
  return (
    <Show when={any()}>
      <ul class="mb-3 grid gap-3" aria-label={words.label}>
        <For each={props.overview.host_faults}>
          {(host) => <Matter title={words.host(host.domain)} text={host.fault} since={host.since} />}
        </For>
        <For each={props.overview.payment_faults}>
          {(payment) => (
            <Matter
              title={words.payment[payment.rail]}
              text={payment.fault}
              since={payment.since}
              invoice={payment.invoice_id}
            />
          )}
        </For>
        <For each={props.overview.disputes}>
          {(dispute) => (
            <Matter
              title={words.dispute(moneyText(dispute.total))}
              text={
                <>
                  {words.disputeReason(dispute.reason.replaceAll("_", " "))} <RespondBy at={dispute.respond_by} />
                </>
              }
              since={dispute.opened_at}
              invoice={dispute.invoice_id}
            />
          )}
        </For>
      </ul>
    </Show>
  )
}

const Matter = (props: { title: string; text: JSX.Element; since: number; invoice?: string }) => (
  <li>
    <Note
      tone="bad"
      title={props.title}
      text={
        <>
          {props.text} {words.since} <Time at={props.since} as="dayAndTime" />.
        </>
      }
      action={
        <Show when={props.invoice}>
          {(id) => (
            <LinkButton size="small" href={paths.adminInvoice(id())} aria-label={`${words.invoice}: ${props.title}`}>
              {words.invoice}
            </LinkButton>
          )}
        </Show>
      }
    />
  </li>
)

function RespondBy(props: { at: number | null | undefined }) {
  const now = useNow()
  return (
    <Show when={props.at}>
      {(at) => (
        <>
          {at() > now() ? words.respondBy : words.tooLate} <Time at={at()} as="dayAndTime" />.
        </>
      )}
    </Show>
  )
}
