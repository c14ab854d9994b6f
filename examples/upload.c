/* Uploads a file to a folder of a repository with libcurl, by the token of a managed session:
 *
 *     upload ADDRESS FILE
 *
 * ADDRESS is that of the folder, here the one with the number 1:
 *
 *     server-v2, cloud      <API>/v2/Repositories/<repository>/Entries/1/Folder/Import
 *     v1-alpha, server-v1   <API>/v1-alpha/Repositories/<repository>/Entries/1/<name>, or with v1 in that place
 *
 * The rest comes from the environment, as for any_api.c: LF_API, LF_BASE_ADDRESS, LF_CA_FILE, LF_REPOSITORY, and LF_USER
 * with LF_PASSWORD or LF_ACCESS_KEY with LF_SERVICE_PRINCIPAL_KEY.
 *
 *     cc upload.c $(pkg-config --cflags --libs lftoken libcurl) -o upload
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "lftoken.h"

/* Overwrites a secret; through volatile, so that the compiler does not leave it out. */
static void wipe(char *secret, size_t size)
{
    volatile char *byte = secret;

    while (size-- > 0) {
        *byte++ = '\0';
    }
}

/* Whether a call succeeded. If not, says why; frees the error in any case. */
static int succeeded(lf_status status, lf_error *error)
{
    char message[1024] = "";

    if (status != LF_OK) {
        lf_error_message(error, message, sizeof message, NULL);
        fprintf(stderr, "%s: %s\n", lf_status_name(status), message);
    }
    lf_error_free(error);
    return status == LF_OK;
}

static int32_t api_named(const char *name)
{
    if (name != NULL && strcmp(name, "cloud") == 0) return LF_API_CLOUD;
    if (name != NULL && strcmp(name, "server-v2") == 0) return LF_API_SERVER_V2;
    if (name != NULL && strcmp(name, "server-v1") == 0) return LF_API_SERVER_V1;
    return LF_API_V1_ALPHA;
}

/* Sends the file once. The HTTP status of the answer; 0 if there is none. */
static long send_file(const char *address, const char *file, const char *authorization)
{
    char line[8192 + 32];
    int has_parts_of_v2 = strstr(address, "/Folder/Import") != NULL;
    long answered = 0;
    CURLcode result;
    CURL *curl = curl_easy_init();
    curl_mime *form = curl_mime_init(curl);
    curl_mimepart *part = curl_mime_addpart(form);
    struct curl_slist *headers;

    snprintf(line, sizeof line, "Authorization: %s", authorization);
    headers = curl_slist_append(NULL, line);
    wipe(line, sizeof line);
    curl_mime_name(part, has_parts_of_v2 ? "file" : "electronicDocument");
    curl_mime_filedata(part, file);
    if (has_parts_of_v2) {
        part = curl_mime_addpart(form);
        curl_mime_name(part, "request");
        curl_mime_type(part, "application/json");
        curl_mime_data(part, "{\"name\":\"Uploaded\",\"autoRename\":true}", CURL_ZERO_TERMINATED);
    }
    curl_easy_setopt(curl, CURLOPT_URL, address);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_MIMEPOST, form);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
    if (getenv("LF_CA_FILE") != NULL) curl_easy_setopt(curl, CURLOPT_CAINFO, getenv("LF_CA_FILE"));

    result = curl_easy_perform(curl);
    if (result == CURLE_OK) {
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answered);
    } else {
        fprintf(stderr, "upload: %s\n", curl_easy_strerror(result));
    }

    if (headers != NULL) wipe(headers->data, strlen(headers->data));
    curl_slist_free_all(headers);
    curl_mime_free(form);
    curl_easy_cleanup(curl);
    return answered;
}

/* Sends the file, and once more if its token was refused and there is another one. Any number of threads can do this with
 * one session. */
static int upload(lf_session *session, const char *address, const char *file)
{
    char authorization[8192], refused[8192] = "";
    long answered = 0;
    lf_error *error = NULL;
    lf_status status = lf_session_authorization(session, NULL, authorization, sizeof authorization, NULL, &error);

    if (status == LF_OK) answered = send_file(address, file, authorization);
    if (answered == 401) {
        memcpy(refused, authorization, sizeof refused);
        status = lf_session_token_rejected(session, refused, &error);
        if (status == LF_OK) {
            status = lf_session_authorization(session, NULL, authorization, sizeof authorization, NULL, &error);
        }
        if (status == LF_OK && strcmp(authorization, refused) != 0) {
            answered = send_file(address, file, authorization);
        }
        wipe(refused, sizeof refused);
    }
    wipe(authorization, sizeof authorization);
    if (!succeeded(status, error)) return 0;
    printf("\n%s: HTTP %ld\n", file, answered);
    return answered / 100 == 2;
}

int main(int argc, char **argv)
{
    lf_options *options = NULL;
    lf_client *client = NULL;
    lf_credentials *credentials = NULL;
    lf_session *session = NULL;
    lf_error *error = NULL;
    lf_status status;
    int done = 0;

    if (argc != 3) {
        fprintf(stderr, "usage: upload ADDRESS FILE\n");
        return EXIT_FAILURE;
    }
    curl_global_init(CURL_GLOBAL_DEFAULT);

    lf_options_new(&options);
    lf_options_set_api(options, api_named(getenv("LF_API")));
    if (getenv("LF_BASE_ADDRESS") != NULL) lf_options_set_base_address(options, getenv("LF_BASE_ADDRESS"));
    if (getenv("LF_CA_FILE") != NULL) lf_options_add_ca_file(options, getenv("LF_CA_FILE"));
    lf_credentials_new(&credentials);
    lf_credentials_set_username(credentials, getenv("LF_USER"));
    lf_credentials_set_password(credentials, getenv("LF_PASSWORD"));
    lf_credentials_set_access_key(credentials, getenv("LF_ACCESS_KEY"));
    lf_credentials_set_service_principal_key(credentials, getenv("LF_SERVICE_PRINCIPAL_KEY"));

    status = lf_client_new(options, &client, &error);
    if (status == LF_OK) {
        status = lf_session_new(client, getenv("LF_REPOSITORY"), credentials, NULL, &session, &error);
    }
    if (succeeded(status, error)) {
        error = NULL;
        done = upload(session, argv[1], argv[2]);
        status = lf_session_close(session, NULL, &error); /* gives the licence back */
        done = succeeded(status, error) && done;
    }

    lf_session_free(session);
    lf_client_settle(client, NULL, NULL, NULL); /* at once, unless a logout is still on its way */
    lf_client_free(client);
    lf_credentials_free(credentials);
    lf_options_free(options);
    curl_global_cleanup();
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
