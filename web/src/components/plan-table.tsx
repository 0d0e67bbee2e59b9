import { For, Match, Switch } from "solid-js"
import { type Plan, usePlans } from "~/api/plans"
import { estimate, moneyParts } from "~/domain/money"
import { en } from "~/i18n/en"
import { Sails } from "~/ui/sails"

const words = en.plans

/** The plans of this server as a comparison table; it scrolls inside its own box where the screen is narrow. */
export function PlanTable() {
  const plans = usePlans()
  return (
    <Switch>
      <Match when={plans.isPending}>
        <p role="status" class="mt-8 h-80 rounded-[11px] bg-sunken">
          <span class="sr-only">{words.loading}</span>
        </p>
      </Match>
      <Match when={plans.isError}>
        <p role="alert" class="mt-8 rounded-[9px] bg-bad-wash p-4">
          <b class="font-[600]">{words.failed}</b> {plans.error?.message}{" "}
          <button type="button" class="underline underline-offset-3" onClick={() => plans.refetch()}>
            {words.again}
          </button>
        </p>
      </Match>
      <Match when={plans.data}>{(list) => <Comparison plans={list().filter((plan) => !plan.hidden)} />}</Match>
    </Switch>
  )
}

function Comparison(props: { plans: Plan[] }) {
  return (
    <section class="relative mt-8 overflow-x-auto" aria-label={words.caption} tabindex="0">
      <table class="w-full min-w-[620px] table-fixed border-separate border-spacing-0 text-[14px] leading-5 [&_td]:px-6 [&_td]:py-3 [&_th]:px-6 [&_th]:py-3">
        <caption class="sr-only">{words.caption}</caption>
        <thead>
          <tr>
            <td class="w-1/4" />
            <For each={props.plans}>
              {(plan, index) => (
                <th scope="col" class="border-line border-l pb-6 text-left align-top font-normal">
                  <PlanHead plan={plan} rank={index() + 1} />
                </th>
              )}
            </For>
          </tr>
        </thead>
        <tbody>
          <Row name={words.members} plans={props.plans} cell={membersWords} />
          <Row name={words.invites} plans={props.plans} cell={() => words.included} />
          <Row name={words.files} plans={props.plans} cell={(plan) => laterWords(plan.blossom)} />
          <Row name={words.calls} plans={props.plans} cell={(plan) => laterWords(plan.livekit)} />
        </tbody>
      </table>
    </section>
  )
}

const membersWords = (plan: Plan) => (plan.members === null ? words.unlimited : words.upTo(plan.members))
const laterWords = (has: boolean) => (has ? words.comingLater : words.notIncluded)

function PlanHead(props: { plan: Plan; rank: number }) {
  const price = () => moneyParts(props.plan.price)
  const hint = () =>
    props.plan.price.amount === 0
      ? words.free
      : props.plan.price.currency === "sat"
        ? words.estimate(estimate(props.plan.amount))
        : ""
  return (
    <>
      <div class="flex items-center gap-[9px] font-[600] text-[16px]">
        <Sails rank={props.rank} />
        {props.plan.name}
      </div>
      <div class="mt-3.5 font-[600] text-[32px] tabular-nums leading-10 tracking-[-0.025em]">
        {price().figure}{" "}
        <span class="font-normal text-[13px] text-ink-2 tracking-normal">
          {price().unit} {words.period}
        </span>
      </div>
      <div class="text-[13px] text-ink-2">{hint()}</div>
    </>
  )
}

function Row(props: { name: string; plans: Plan[]; cell: (plan: Plan) => string }) {
  return (
    <tr>
      <th scope="row" class="border-line border-t pl-0! text-left font-normal text-ink-2">
        {props.name}
      </th>
      <For each={props.plans}>{(plan) => <td class="border-line border-t border-l">{props.cell(plan)}</td>}</For>
    </tr>
  )
}
