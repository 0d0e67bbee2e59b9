export default function AdminInvoices() {
  return <h1>AdminInvoices</h1>
}
