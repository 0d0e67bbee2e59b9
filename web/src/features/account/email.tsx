import { createSignal, Match, Show, Suspense, Switch } from "solid-js"
import { type TenantEmail, useEmail, useEmailChanges } from "~/api/account/email"
import { lazyPart } from "~/components/frame/lazy-part"
import { SidePart } from "~/components/side-part"
import { text } from "~/features/account/words/en/email"
import { Button } from "~/ui/form/button"
import { MountOnOpen } from "~/ui/overlay/dialog"
import { toast } from "~/ui/overlay/toast"
import { ProblemNote, sentenceOf } from "~/ui/state/problem"
import { Skeleton } from "~/ui/state/skeleton"

const EmailDialog = lazyPart(() => import("./email-dialog"))

/** The email address that gets the notices as well. */
export function EmailPart(props: { pubkey: string }) {
  const email = useEmail(() => props.pubkey)
  const [open, setOpen] = createSignal(false)
  return (
    <SidePart title={text.title}>
      <Switch>
        <Match when={email.isError}>
          <ProblemNote error={email.error} onRetry={() => email.refetch()} />
        </Match>
        <Match when={email.isPending}>
          <Skeleton class="h-16 w-full" />
        </Match>
        <Match when={email.isSuccess && email.data}>
          {(found) => (
            <>
              <Show
                when={found().status !== "none"}
                fallback={
                  <>
                    <p class="mb-2.5 text-ink-2 text-small">{text.none}</p>
                    <Button size="small" onClick={() => setOpen(true)}>
                      {text.add}
                    </Button>
                  </>
                }
              >
                <Known pubkey={props.pubkey} email={found()} onChange={() => setOpen(true)} />
              </Show>
              <MountOnOpen open={open()}>
                <Suspense>
                  <EmailDialog
                    pubkey={props.pubkey}
                    address={found().address}
                    open={open()}
                    onClose={() => setOpen(false)}
                  />
                </Suspense>
              </MountOnOpen>
            </>
          )}
        </Match>
      </Switch>
    </SidePart>
  )
}

/** An address with its state. */
function Known(props: { pubkey: string; email: TenantEmail; onChange: () => void }) {
  const { send, remove } = useEmailChanges(() => props.pubkey)
  const state = () => (props.email.status === "none" ? "" : text.status[props.email.status])
  const run = async (act: () => Promise<unknown>, done: string) => {
    try {
      await act()
      toast({ tone: "ok", text: done })
    } catch (refusal) {
      toast({ tone: "bad", text: sentenceOf(refusal) })
    }
  }
  return (
    <>
      <div class="mb-3 break-words text-small">
        <p class="font-label">{props.email.address}</p>
        <p class="text-ink-2">
          {state()}. {props.email.text}
        </p>
      </div>
      <div class="flex flex-wrap gap-2">
        <Show when={props.email.status !== "verified"}>
          <Button size="small" busy={send.isPending} onClick={() => run(() => send.mutateAsync(), text.sent)}>
            {text.again}
          </Button>
        </Show>
        <Button size="small" aria-label={text.changeLabel} onClick={() => props.onChange()}>
          {text.change}
        </Button>
        <Button
          size="small"
          aria-label={text.removeLabel}
          busy={remove.isPending}
          onClick={() => run(() => remove.mutateAsync(), text.removed)}
        >
          {text.remove}
        </Button>
      </div>
    </>
  )
}
