// "Near me": the browser's own position, rounded here to some kilometre before anything is asked.
// Without script the button is not shown; the field for a place does the same.
const button = document.querySelector("[data-near-me]");

function ask(position) {
  const address = new URL(location.href);
  address.search = "";
  for (const [name, value] of new FormData(button.form)) {
    if (name !== "place" && value) address.searchParams.set(name, value);
  }
  const { latitude, longitude } = position.coords;
  address.searchParams.set("near", `${latitude.toFixed(2)},${longitude.toFixed(2)}`);
  location.assign(address);
}

if (button && "geolocation" in navigator) {
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ask,
      () => {
        button.disabled = false;
        const said = document.querySelector("[data-near-said]");
        if (said) said.hidden = false;
      },
      { maximumAge: 300_000, timeout: 10_000 },
    );
  });
}
