import { clsx } from "clsx"
import { Suspense } from "solid-js"
import { onDemand } from "~/components/frame/later"
import type { Relay } from "~/domain/relay"
import { text } from "~/i18n/en/relay-form"
import { boxClass } from "~/ui/field"
import { Section } from "./section"

// Asked for with the page itself, so that it comes while the relay is being read.
const form = import("./relay-form")
const RelayForm = onDemand(() => form.then((loaded) => ({ default: loaded.RelayForm })))

/** The form under the head of a relay's page. The head stands before the form is there. */
export const RelayFormLater = (props: { relay: Relay; operator?: boolean }) => (
  <Suspense fallback={<FormToCome />}>
    <RelayForm relay={props.relay} operator={props.operator ?? false} />
  </Suspense>
)

/** How the form begins, before the relay is known whose settings they are: to be looked at, there is nothing to fill in yet. */
export const FormToCome = () => (
  <Section first title={text.profile.title} lead={text.profile.lead}>
    <div class="grid grid-cols-[minmax(0,1fr)] gap-5 py-3.5" aria-hidden="true">
      <FieldToCome label={text.name.label} box="h-10 max-sm:h-[46px]" />
      <FieldToCome label={text.description.label} box="h-20.5" />
      <FieldToCome label={text.address.label} box="h-10 max-sm:h-[46px]" help={text.address.change} />
    </div>
  </Section>
)

const FieldToCome = (props: { label: string; box: string; help?: string }) => (
  <div class="grid grid-cols-[minmax(0,1fr)] gap-1.5">
    <span class="font-label text-control">{props.label}</span>
    <span class={clsx(boxClass(false), props.box)} />
    <p class="text-ink-2 text-small empty:hidden">{props.help}</p>
  </div>
)
