const form = document.querySelector('form');
const answer = document.querySelector('#answer');
const stop = document.querySelector('#stop');
let source;

function end() {
  source?.close();               // the run ends as CLOSED if the model is not done
  stop.disabled = true;
  answer.setAttribute('aria-busy', 'false');
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  end();
  answer.textContent = '';
  answer.setAttribute('aria-busy', 'true');
  stop.disabled = false;
  source = new EventSource('joke?topic=' + encodeURIComponent(form.topic.value));
  source.onmessage = (message) => answer.append(JSON.parse(message.data).text);
  source.onerror = end;          // the server ends the stream after the last token
});

stop.addEventListener('click', end);
