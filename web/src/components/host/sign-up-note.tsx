import { createMemo, type JSX, Show } from "solid-js"
import { useInfo } from "~/api/info"
import { hasSession } from "~/auth/session"
import { keptInvitation } from "~/domain/invitation"
import { text as words } from "~/i18n/en/sign-up"
import { paths } from "~/paths"
import { LinkButton } from "~/ui/form/button"
import { Note } from "~/ui/state/note"

/** Whether a visitor may create an account here: what keeps them from it, or undefined. */
export function useSignUpBarrier(): () => "invitation" | "closed" | undefined {
  const info = useInfo()
  return createMemo(() => {
    const mode = info.isSuccess ? info.data.sign_up : "open"
    if (mode === "open" || hasSession()) return undefined
    return mode === "invitation" && keptInvitation() !== "" ? undefined : mode
  })
}

/** Shows its children to those who may create an account, and says to others what they can do. */
export function SignUpGate(props: { children: JSX.Element; class?: string }) {
  const barrier = useSignUpBarrier()
  return (
    <Show when={barrier()} fallback={props.children}>
      {(why) => (
        <Note
          class={`text-left ${props.class ?? ""}`}
          title={why() === "closed" ? words.closed : words.needed}
          text={why() === "closed" ? words.closedText : words.neededText}
          action={
            <span class="flex flex-wrap gap-2">
              <Show when={why() === "invitation"}>
                <LinkButton size="small" kind="primary" href={paths.invitation}>
                  {words.have}
                </LinkButton>
              </Show>
              <LinkButton size="small" href={paths.login}>
                {words.logIn}
              </LinkButton>
            </span>
          }
        />
      )}
    </Show>
  )
}
