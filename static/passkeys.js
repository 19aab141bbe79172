// Asks the browser for a passkey, or to make one, and sends what it answers with the form.
const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
const textOf = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const withBytes = (each) => ({ ...each, id: bytesOf(each.id) });

function asBytes({ publicKey }) {
  const asked = { ...publicKey, challenge: bytesOf(publicKey.challenge) };
  if (asked.user) asked.user = withBytes(asked.user);
  for (const list of ["allowCredentials", "excludeCredentials"]) if (asked[list]) asked[list] = asked[list].map(withBytes);
  return { publicKey: asked };
}
function asText(credential) {
  const { id, type, rawId, response } = credential;
  const answer = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) answer[part] = textOf(response[part]);
  }
  if (response.getTransports) answer.transports = response.getTransports();
  const clientExtensionResults = credential.getClientExtensionResults();
  return JSON.stringify({ id, type, rawId: textOf(rawId), clientExtensionResults, response: answer });
}

for (const form of document.querySelectorAll('form[data-module="mappa-passkey"]')) {
  const says = form.querySelector("[data-says]");
  const ask = (options) => ("makes" in form.dataset ? navigator.credentials.create(options) : navigator.credentials.get(options));
  let answered = false;
  form.addEventListener("submit", async (event) => {
    if (answered) return;
    event.preventDefault();
    says.hidden = true;
    try {
      form.elements.credential.value = asText(await ask(asBytes(JSON.parse(form.dataset.options))));
    } catch {
      says.textContent = "No passkey answered. Try again, or use another way.";
      says.hidden = false;
      return;
    }
    answered = true;
    form.requestSubmit();
  });
  form.querySelector("[data-without-script]").hidden = true;
  form.querySelector("button").hidden = false;
}
