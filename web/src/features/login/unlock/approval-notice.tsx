import { Show } from "solid-js"
import { approval } from "~/auth/approval"
import { Waiting } from "~/features/login/waiting-for-signer"
import { text } from "~/features/login/words/en/waiting"

/** Shown over any page while a signer waits for the person: the request, what to check, and a way to cancel. */
export default function ApprovalNotice() {
  return (
    <Show when={approval()}>
      {(waits) => (
        <section
          aria-label={text.approval.label}
          class="fixed inset-x-4 top-[68px] z-30 mx-auto max-w-[440px] rounded-card bg-raised p-3 shadow-dialog sm:right-6 sm:left-auto"
        >
          <Waiting
            text={waits().kind === "extension" ? text.approval.extension : text.approval.remote}
            checks={waits().kind === "extension" ? text.extensionChecks : text.remoteChecks}
            onCancel={waits().cancel}
          />
        </section>
      )}
    </Show>
  )
}
