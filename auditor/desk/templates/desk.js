(function () {
  "use strict";
  var drop = document.getElementById("drop"), part = document.querySelector("progress[data-far]");

  // A file that is dropped or chosen is sent with its progress shown; without this the form sends it by itself.
  if (drop) {
    var line = document.getElementById("sending"), bar = document.getElementById("sent");
    var send = function (files) {
      var form = new FormData(drop), asked = new XMLHttpRequest();
      form.delete("file");
      Array.prototype.forEach.call(files, function (file) { form.append("file", file, file.name); });
      line.hidden = bar.hidden = false;
      line.textContent = drop.dataset.sending;
      asked.upload.onprogress = function (at) { if (at.lengthComputable) bar.value = 100 * at.loaded / at.total; };
      asked.onload = function () {
        if (asked.status < 400) { location.assign(asked.responseURL); return; }
        var page = new DOMParser().parseFromString(asked.responseText, "text/html").querySelector(".err");
        line.textContent = page ? page.textContent : drop.dataset.failed;
        bar.hidden = true;
      };
      asked.onerror = function () { line.textContent = drop.dataset.failed; bar.hidden = true; };
      asked.open("POST", drop.action);
      asked.send(form);
    };
    var inside = function (entry, then) {
      if (entry.isFile) { if (entry.name === "result.json") entry.file(then); return; }
      entry.createReader().readEntries(function (found) { found.forEach(function (each) { inside(each, then); }); });
    };
    ["dragover", "dragenter"].forEach(function (name) {
      document.addEventListener(name, function (event) { event.preventDefault(); drop.classList.add("over"); });
    });
    ["dragleave", "drop"].forEach(function (name) {
      document.addEventListener(name, function (event) { event.preventDefault(); drop.classList.remove("over"); });
    });
    var input = document.getElementById("file");
    var take = function (files) {  // what else the form asks for is asked for first
      var held = new DataTransfer();
      Array.prototype.forEach.call(files, function (file) { held.items.add(file); });
      input.files = held.files;
      if (drop.reportValidity()) send(files);
    };
    document.addEventListener("drop", function (event) {
      var items = Array.prototype.slice.call(event.dataTransfer.items || []);
      var folders = items.map(function (each) { return each.webkitGetAsEntry && each.webkitGetAsEntry(); })
        .filter(function (entry) { return entry && entry.isDirectory; });
      if (folders.length) { inside(folders[0], function (file) { take([file]); }); return; }
      if (event.dataTransfer.files.length) take(event.dataTransfer.files);
    });
    drop.addEventListener("submit", function (event) {
      event.preventDefault();
      send(input.files);
    });
  }

  if (document.querySelector("[data-again]")) setTimeout(function () { location.reload(); }, 2000);

  if (part) {
    var told = document.getElementById("line"), steps = document.querySelectorAll(".stages li");
    var ask = function () {
      fetch(part.dataset.far).then(function (answer) { return answer.json(); }).then(function (far) {
        if (far.over) { location.reload(); return; }
        if (told.textContent !== far.line) told.textContent = far.line;
        if (far.part === null) part.removeAttribute("value"); else part.value = far.part;
        steps.forEach(function (step, place) {
          step.className = far.stages[place];
          if (far.stages[place] === "now") step.setAttribute("aria-current", "step");
          else step.removeAttribute("aria-current");
        });
        setTimeout(ask, 1000);
      }).catch(function () { setTimeout(ask, 3000); });
    };
    setTimeout(ask, 500);
  }
}());
