import java.io.File;
import java.math.BigDecimal;
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

    DocumentsApi.APIProcessDocumentRequest letter = DocumentsApi.APIProcessDocumentRequest.newBuilder()
        ._file(new File(arguments[1])).waitSeconds(BigDecimal.valueOf(60)).language("deu").profile("invoice").outputs("markdown,pdf").build();
    Result sent = documents.processDocument(letter);
    String task = sent.getTaskId();
    System.out.println("waited for: schema " + sent.getSchemaVersion());

    TaskAnswer status = documents.getStatus(DocumentsApi.APIGetStatusRequest.newBuilder().taskId(task).waitSeconds(BigDecimal.valueOf(30)).build());
    System.out.println("status: " + status.getStatus() + " " + status.getProgress() + " %");

    Result result = results.getResult(ResultsApi.APIGetResultRequest.newBuilder().taskId(task).build());
    Fields fields = result.getFields();
    System.out.println(result.getCategory() + ": " + fields.getSender().getValue() + ", " + fields.getTotal().getValue()
        + " " + fields.getCurrency().getValue() + ", box " + fields.getTotal().getBox());
    ResultPage page = result.getPages().get(0);
    System.out.println("page 1: " + page.getWidth() + " x " + page.getHeight() + " points, " + page.getWords().size() + " words");

    Result part = results.getResult(
        ResultsApi.APIGetResultRequest.newBuilder().taskId(task).fields("category,fields.total").build());
    require(part.getText() == null, "text came unasked");
    System.out.println("part of it: no text, as it was not wanted");

    String text = results.getText(ResultsApi.APIGetTextRequest.newBuilder().taskId(task).build());
    File pdf = results.getPdf(ResultsApi.APIGetPdfRequest.newBuilder().taskId(task).build());
    System.out.println("text: '" + text.split("\n")[0] + "'; PDF: " + pdf.length() + " bytes");

    try {
      results.getResult(ResultsApi.APIGetResultRequest.newBuilder().taskId(UNKNOWN).build());
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
