import java.io.File;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.DocumentsApi;
import org.openapitools.client.api.ResultsApi;
import org.openapitools.client.model.Fields;
import org.openapitools.client.model.Result;
import org.openapitools.client.model.ResultPage;
import org.openapitools.client.model.TaskAnswer;

/** The conversation, through the client that openapi-generator made for Java: Conversation URL DOCUMENT. */
public final class Conversation {
  private static final String UNKNOWN = "00000000-0000-4000-8000-000000000000";

  public static void main(String[] arguments) throws Exception {
    ApiClient client = new ApiClient();
    client.updateBaseUri(arguments[0]);
    DocumentsApi documents = new DocumentsApi(client);
    ResultsApi results = new ResultsApi(client);

    Result sent = documents.processDocument(new File(arguments[1]), BigDecimal.valueOf(60), null, null, "deu", null, null,
        null, "invoice", null, null, "markdown,pdf", null, null, null, null, null, null);
    String task = sent.getTaskId();
    System.out.println("waited for: schema " + sent.getSchemaVersion());

    TaskAnswer status = documents.getStatus(task, BigDecimal.valueOf(30), null);
    System.out.println("status: " + status.getStatus() + " " + status.getProgress() + " %");

    Result result = results.getResult(task, null, null, null, null, null);
    Fields fields = result.getFields();
    System.out.println(result.getCategory() + ": " + fields.getSender().getValue() + ", " + fields.getTotal().getValue()
        + " " + fields.getCurrency().getValue() + ", box " + fields.getTotal().getBox());
    ResultPage page = result.getPages().get(0);
    System.out.println("page 1: " + page.getWidth() + " x " + page.getHeight() + " points, " + page.getWords().size() + " words");

    Result part = results.getResult(task, "category,fields.total", null, null, null, null);
    require(part.getText() == null, "text came unasked");
    System.out.println("part of it: no text, as it was not wanted");

    // The generator's library `native` parses every String as JSON, text/plain too: text comes through its HttpClient.
    HttpRequest asked = HttpRequest.newBuilder(URI.create(arguments[0] + result.getLinks().get("text"))).build();
    String text = client.getHttpClient().send(asked, HttpResponse.BodyHandlers.ofString()).body();
    File pdf = results.getPdf(task, null, null, null);
    System.out.println("text: '" + text.split("\n")[0] + "'; PDF: " + pdf.length() + " bytes");

    try {
      results.getResult(UNKNOWN, null, null, null, null, null);
      throw new IllegalStateException("an unknown task has a result");
    } catch (ApiException problem) {
      require(problem.getResponseBody().contains("\"TASK_NOT_FOUND\""), problem.getResponseBody());
      System.out.println("unknown task: " + problem.getCode() + " TASK_NOT_FOUND");
    }
  }

  private static void require(boolean isTrue, String otherwise) {
    if (!isTrue) {
      throw new IllegalStateException(otherwise);
    }
  }
}
