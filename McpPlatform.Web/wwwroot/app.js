"use strict";
// What the page needs beyond Blazor: sending on Enter, following the conversation, copying, and files over plain HTTP.
(() => {
  let receiver = null;
  let nextId = 0;
  let following = true;

  const stage = () => document.getElementById("stage");

  document.addEventListener("keydown", (event) => {
    const say = document.getElementById("say");
    if (event.target === say && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      say.form.requestSubmit();
    } else if (event.key === "/" && say && !event.target.closest("input, textarea, [contenteditable]")) {
      event.preventDefault();
      say.focus();
    }
  });

  document.addEventListener("scroll", (event) => {
    const box = stage();
    if (event.target === box) {
      following = box.scrollHeight - box.scrollTop - box.clientHeight < 120;
    }
  }, true);

  new MutationObserver(() => {
    const box = stage();
    if (box && following && document.getElementById("thread")) {
      box.scrollTop = box.scrollHeight;
    }
  }).observe(document.documentElement, { childList: true, subtree: true });

  const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const veil = (on) => document.body.classList.toggle("dropping", on);

  document.addEventListener("dragover", (event) => {
    if (carriesFiles(event)) {
      event.preventDefault();
      veil(receiver !== null);
    }
  });

  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) {
      veil(false);
    }
  });

  document.addEventListener("drop", (event) => {
    if (carriesFiles(event)) {
      event.preventDefault();
      veil(false);
      sendAll(event.dataTransfer.files);
    }
  });

  document.addEventListener("change", (event) => {
    if (event.target.id === "inbox-file") {
      sendAll(event.target.files);
      event.target.value = "";
    }
  });

  async function sendAll(files) {
    for (const file of [...files]) {
      await send(file);
    }
  }

  async function send(file) {
    if (!receiver) {
      return;
    }
    const id = `file-${++nextId}`;
    await receiver.invokeMethodAsync("Begin", id, file.name, file.size);
    const request = new XMLHttpRequest();
    let told = 0;
    request.upload.onprogress = (progress) => {
      if (performance.now() - told > 200) {
        told = performance.now();
        receiver?.invokeMethodAsync("Advance", id, progress.loaded);
      }
    };
    await new Promise((done) => {
      request.onloadend = done;
      request.open("PUT", `/inbox/${encodeURIComponent(file.name)}`);
      request.setRequestHeader("X-Mcpp-Upload", "1");
      request.send(file);
    });
    const answer = parse(request.responseText);
    if (request.status === 200) {
      await receiver?.invokeMethodAsync("Arrive", id, answer.stream);
    } else {
      await receiver?.invokeMethodAsync("Refuse", id, answer.detail ?? "The file could not be sent. Try again.");
    }
  }

  function parse(text) {
    try {
      return JSON.parse(text);
    } catch {
      return {};
    }
  }

  window.mcpp = {
    copy: async (text) => {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch {
        return false;
      }
    },
    inbox: {
      enter: (target) => { receiver = target; },
      leave: () => { receiver = null; },
    },
  };
})();
