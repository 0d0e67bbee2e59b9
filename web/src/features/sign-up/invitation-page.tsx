import { useLocation, useNavigate } from "@solidjs/router"
import { createSignal, onMount, Show } from "solid-js"
import { useInfo } from "~/api/info"
import { useTitle } from "~/components/frame/title"
import { invitationIn, keepInvitation } from "~/domain/invitation"
import { text as words } from "~/features/sign-up/words/en/invitation"
import { paths } from "~/paths"
import { Card } from "~/ui/card"
import { Button, LinkButton } from "~/ui/form/button"
import { Field } from "~/ui/form/field"

/** `/invitation#CODE`: keeps an invitation to create an account, or asks for it. */
export default function InvitationPage() {
  const location = useLocation()
  const navigate = useNavigate()
  const info = useInfo()
  const [isKept, setKept] = createSignal(false)
  const [typed, setTyped] = createSignal("")
  const [isWrong, setWrong] = createSignal(false)
  useTitle(() => (isKept() ? words.title : words.enter))
  const take = (text: string) => {
    const isRight = keepInvitation(invitationIn(text))
    setKept(isRight)
    setWrong(!isRight)
  }
  onMount(() => {
    if (!location.hash) return
    take(location.hash)
    // The code stays in no history of the browser.
    navigate(paths.invitation, { replace: true })
  })
  return (
    <div class="mx-auto max-w-[560px]">
      <Show
        when={isKept()}
        fallback={
          <>
            <h1 class="text-h1">{words.enter}</h1>
            <p class="mt-3 text-ink-2">{words.enterLead}</p>
            <Card class="mt-6">
              <form
                novalidate
                class="grid grid-cols-[minmax(0,1fr)] gap-5"
                onSubmit={(event) => {
                  event.preventDefault()
                  take(typed())
                }}
              >
                <Field
                  label={words.code}
                  value={typed()}
                  error={isWrong() ? words.wrong : undefined}
                  autocomplete="off"
                  autocapitalize="off"
                  spellcheck={false}
                  onInput={(event) => {
                    setTyped(event.currentTarget.value)
                    setWrong(false)
                  }}
                />
                <Button kind="primary" type="submit" class="justify-self-start">
                  {words.go}
                </Button>
              </form>
            </Card>
          </>
        }
      >
        <h1 class="text-h1">{words.title}</h1>
        <p class="mt-3 text-ink-2">{words.lead(info.isSuccess ? info.data.name : "")}</p>
        <LinkButton kind="primary" size="large" class="mt-6" href={paths.newRelay}>
          {words.start}
        </LinkButton>
      </Show>
    </div>
  )
}
