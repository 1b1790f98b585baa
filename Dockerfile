# Browser packages are fetched in a stage of their own: the image that runs has no Node.js.
FROM node:22-alpine AS browser
WORKDIR /srv/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM python:3.13-slim
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 VAR_DIR=/srv/var
RUN useradd --system --create-home --home-dir /srv meridian && install -d -o meridian /srv/var /srv/var/static /srv/var/media
WORKDIR /srv/app
COPY requirements.txt ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt
COPY . .
COPY --from=browser /srv/frontend/node_modules frontend/node_modules
USER meridian
EXPOSE 8000
CMD ["python", "-m", "config.serve", "--host", "0.0.0.0"]
