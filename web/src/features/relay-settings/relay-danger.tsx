import { useNavigate } from "@solidjs/router"
import { createSignal, Show, Suspense } from "solid-js"
import { useHostFeatures } from "~/api/info"
import { useDeleteRelay, useReactivateRelay } from "~/api/relays"
import { account } from "~/auth/session"
import { lazyPart } from "~/components/frame/lazy-part"
import { BringBack } from "~/components/relay/bring-back"
import { type Relay, relayCan, relayName } from "~/domain/relay/relay"
import { day } from "~/domain/time"
import { text } from "~/features/relay-settings/words/en/relay-form"
import { paths } from "~/paths"
import { Rows } from "~/ui/card"
import { Button } from "~/ui/form/button"
import { Confirm } from "~/ui/overlay/confirm"
import { toast } from "~/ui/overlay/toast"
import { sentenceOf } from "~/ui/state/problem"
import { SettingLine } from "./setting-line"

const TakeOffline = lazyPart(() => import("~/components/relay/take-offline"))

const words = text.danger
const KEPT_SECONDS = 30 * 86_400

/** Taking a relay offline, bringing it back, and deleting it, each with its consequence. */
export function RelayDanger(props: { relay: Relay; operator?: boolean | undefined; onLeave: () => void }) {
  const [opened, setOpened] = createSignal<"offline" | "delete">()
  const can = () => relayCan(props.relay, account())
  const remove = useDeleteRelay()
  const reactivate = useReactivateRelay()
  const navigate = useNavigate()
  const close = () => setOpened(undefined)
  const host = useHostFeatures(() => props.relay.zooid_domain)
  const deleteRelay = async () => {
    const relay = props.relay
    await remove.mutateAsync({ relay, confirm: relay.subdomain })
    // Undo may be pressed on another page, so its messages must not depend on this one.
    const undo = () =>
      reactivate.mutateAsync(relay).then(
        () => toast({ tone: "ok", text: words.restored(relayName(relay)) }),
        (error: unknown) => toast({ tone: "bad", text: sentenceOf(error) }),
      )
    toast({
      tone: "plain",
      text: words.deleteDone(relayName(relay)),
      action: { label: words.undo, onSelect: () => void undo() },
    })
    props.onLeave()
    navigate(props.operator ? paths.adminRelays : paths.relays)
  }
  const goneOn = () => {
    const now = Date.now() / 1000
    return day(now + KEPT_SECONDS, now)
  }
  return (
    <>
      <Rows>
        <Show when={can().takeOffline}>
          <SettingLine title={words.offline} text={words.offlineText(props.relay.member_count ?? 0)}>
            <Button kind="bad" size="small" onClick={() => setOpened("offline")}>
              {words.offline}
            </Button>
          </SettingLine>
        </Show>
        <Show when={can().bringOnline || can().restore}>
          <SettingLine title={words.online} text={words.onlineText}>
            <BringBack relay={props.relay} size="small" label={can().restore ? words.restore : words.online} />
          </SettingLine>
        </Show>
        <Show when={can().remove}>
          <SettingLine title={words.delete} text={words.deleteText}>
            <Button kind="bad" size="small" onClick={() => setOpened("delete")}>
              {words.deleteButton}
            </Button>
          </SettingLine>
        </Show>
      </Rows>
      <Show when={opened() === "offline"}>
        <Suspense>
          <TakeOffline relay={props.relay} open={true} onClose={close} />
        </Suspense>
      </Show>
      <Confirm
        open={opened() === "delete"}
        onClose={close}
        danger
        title={words.deleteTitle(relayName(props.relay))}
        text={(host()?.purge ? words.deleteConfirm : words.deleteKept)(goneOn())}
        confirmLabel={words.deleteButton}
        cancelLabel={words.keep}
        typed={props.relay.subdomain}
        onConfirm={deleteRelay}
      />
    </>
  )
}
