import { at, does, type Picture } from "../picture.ts"

/** Reports to the operator, announcements, and suspensions of several relays. */
export const reports: readonly Picture[] = [
  { name: "report", at: at.report("?relay=lisbon-choir.relays.example"), there: "Report a problem" },
  {
    name: "report-incomplete",
    at: at.report(),
    acts: [does.press("Send report")],
    there: "Enter the address of the community.",
  },
  {
    name: "report-unknown-relay",
    at: at.report("?relay=nowhere.example"),
    acts: [(page) => page.getByLabel("What’s wrong?").selectOption("spam"), does.press("Send report")],
    there: "There’s no relay of ours at this address.",
    pardon: /status of 422/,
  },
  {
    name: "report-signed-in",
    who: "helper",
    at: at.report("?relay=lisbon-choir.relays.example"),
    there: "Send me the outcome as a message",
  },
  {
    name: "report-outcome-open",
    at: at.reportOutcome("a".repeat(32)),
    there: "Not decided yet",
  },
  { name: "report-outcome", at: at.reportOutcome("b".repeat(32)), there: "Nothing was changed" },
  {
    name: "report-outcome-unknown",
    at: at.reportOutcome("c".repeat(32)),
    there: /^Nothing was found here/,
    pardon: /status of 404/,
  },
  { name: "report-outcome-incomplete", at: at.reportOutcome(""), there: "This link is incomplete" },
  { name: "admin-reports", who: "operator", at: at.adminReports(), there: /^Reported 4 times/ },
  { name: "admin-reports-empty", who: "operator", mock: ["empty"], at: at.adminReports(), there: "No reports yet" },
  {
    name: "admin-reports-message",
    who: "operator",
    at: at.adminReports("?status=open"),
    acts: [does.press("Read the message")],
    there: /^Buy followers now/,
  },
  {
    name: "admin-reports-decide",
    who: "operator",
    at: at.adminReports("?status=open"),
    acts: [does.press(/^Decide the report/), does.inDialog("Decide")],
    there: "Choose a decision.",
  },
  { name: "admin-broadcasts", who: "operator", at: at.adminBroadcasts, there: "Maintenance on Sunday" },
  {
    name: "admin-broadcasts-empty",
    who: "operator",
    mock: ["empty"],
    at: at.adminBroadcasts,
    there: "Nothing was sent yet.",
  },
  {
    name: "admin-broadcasts-confirm",
    who: "operator",
    at: at.adminBroadcasts,
    acts: [
      does.fill("Subject", "New prices"),
      does.fill("Message", "From January on, plans cost a little less."),
      does.press("Send"),
    ],
    there: "Send this announcement?",
  },
  {
    name: "admin-relays-selected",
    who: "operator",
    at: at.adminRelays("?q=choir"),
    acts: [
      (page) =>
        page
          .getByLabel(/^Select /)
          .first()
          .check(),
    ],
    there: "1 selected",
  },
]
