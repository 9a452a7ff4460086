// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agentic.Agent;
import dev.langchain4j.agentic.AgenticServices;
import dev.langchain4j.agentic.UntypedAgent;
import dev.langchain4j.agentic.agent.ErrorRecoveryResult;
import dev.langchain4j.agentic.declarative.BeforeCall;
import dev.langchain4j.agentic.declarative.SequenceAgent;
import dev.langchain4j.agentic.internal.SuspendedResponse;
import dev.langchain4j.agentic.observability.AgentInvocationError;
import dev.langchain4j.agentic.observability.AgentListener;
import dev.langchain4j.agentic.observability.AgentRequest;
import dev.langchain4j.agentic.observability.AgentResponse;
import dev.langchain4j.agentic.observability.BeforeAgentToolExecution;
import dev.langchain4j.agentic.observability.MonitoredAgent;
import dev.langchain4j.agentic.planner.AgentInstance;
import dev.langchain4j.agentic.scope.AgentInvocation;
import dev.langchain4j.agentic.scope.AgenticScope;
import dev.langchain4j.agentic.scope.AgenticScopeAccess;
import dev.langchain4j.agentic.scope.ResultWithAgenticScope;
import dev.langchain4j.agentic.supervisor.SupervisorAgent;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;

/**
 * Something that a user of LangChain4j's agents does.
 */
enum LangChain4jAgentScenario implements LangChain4jStory {

	SEQUENCE((world) -> {
		world.server().answers(Script.tokens("Once"), Script.tokens("Twice"));
		Publisher publisher = AgenticServices.sequenceBuilder(Publisher.class)
			.subAgents(writer(world), editor(world), new Counter(), AgenticServices.agentAction((scope) -> {
				world.see("action " + scope.readState("words"));
			}))
			.outputKey("edited")
			.build();
		ResultWithAgenticScope<String> result = publisher.publish("reader-7", "dragons");
		world.see(result.result());
		world.see(result.agenticScope().agentInvocations().stream().map(AgentInvocation::agentName).toList());
		world.see(result.agenticScope().state());
		world.see(publisher.getAgenticScope("reader-7") == result.agenticScope());
		world.see(publisher.evictAgenticScope("reader-7"));
		tell(world, (AgentInstance) publisher);
	}),

	REFUSED((world) -> {
		world.server().answers(Script.tokens("Once"), Script.status(400));
		world.see(() -> AgenticServices.sequenceBuilder()
			.subAgents(writer(world), editor(world))
			.build()
			.invoke(Map.of("topic", "dragons")));
		world.see(() -> writer(world).write("dragons"));
	}),

	THROWN_BY_THE_USER((world) -> {
		world.server().answers(Script.tokens("Once"));
		for (Throwable thrown : List.of(new IOException("checked"), new AssertionError("fatal"),
				new IllegalStateException("own"))) {
			world.see(() -> AgenticServices.sequenceBuilder().subAgents(new Thrower(thrown)).build().invoke(Map.of()));
			world.see(() -> AgenticServices.loopBuilder().subAgents(writer(world)).exitCondition((scope) -> {
				throw LangChain4jScenario.sneaky(thrown);
			}).build().invoke(Map.of("topic", "dragons")));
			world.see(() -> AgenticServices.sequenceBuilder().subAgents(writer(world)).beforeCall((scope) -> {
				throw LangChain4jScenario.sneaky(thrown);
			}).build().invoke(Map.of("topic", "dragons")));
			world.see(() -> AgenticServices.sequenceBuilder().subAgents(writer(world)).output((scope) -> {
				throw LangChain4jScenario.sneaky(thrown);
			}).build().invoke(Map.of("topic", "dragons")));
		}
	}),

	RECOVERED((world) -> {
		for (ErrorRecoveryResult recovery : List.of(ErrorRecoveryResult.retry(), ErrorRecoveryResult.result("Never"),
				ErrorRecoveryResult.throwException())) {
			world.server().answers(Script.status(400), Script.status(400), Script.tokens("Once"));
			world.see(() -> AgenticServices.sequenceBuilder().subAgents(writer(world)).errorHandler((failure) -> {
				world.see(failure.agentName() + " " + LangChain4jWorld.describe(failure.exception()));
				return recovery;
			}).outputKey("story").build().invoke(Map.of("topic", "dragons")));
		}
	}),

	LISTENED((world) -> {
		for (boolean failing : List.of(false, true)) {
			Listener listener = new Listener(world, failing);
			world.server()
				.answers(Script.calls(new Script.Call("call_1", "lookUp", "{\"word\":\"dragon\"}")),
						Script.tokens("Once"), Script.status(400));
			Writer writer = AgenticServices.agentBuilder(Writer.class)
				.chatModel(world.model())
				.tools(new Dictionary())
				.listener(listener)
				.outputKey("story")
				.build();
			world.see(() -> AgenticServices.sequenceBuilder()
				.name("publish")
				.listener(listener)
				.subAgents(writer, new Counter(), editor(world))
				.build()
				.invoke(Map.of("topic", "dragons")));
		}
	}),

	MONITORED((world) -> {
		world.server().answers(Script.tokens("Once"));
		Monitored monitored = AgenticServices.sequenceBuilder(Monitored.class)
			.subAgents(writer(world), new Counter())
			.outputKey("story")
			.build();
		world.see(monitored.publish("dragons"));
		world.see(monitored.agentMonitor().successfulExecutions().size());
		world.see(monitored.agentMonitor()
			.successfulExecutions()
			.get(0)
			.topLevelInvocations()
			.nestedInvocations()
			.size());
	}),

	ELSEWHERE((world) -> {
		world.server().answers(Script.tokens("Once"));
		ExecutorService thread = Executors.newSingleThreadExecutor();
		world.see(() -> AgenticServices.parallelBuilder()
			.subAgents(writer(world), AgenticServices.agentAction(() -> world.see("parallel")))
			.executor(thread)
			.outputKey("story")
			.build()
			.invoke(Map.of("topic", "dragons")));
		thread.shutdown();
		world.see(() -> AgenticServices.conditionalBuilder().subAgents((scope) -> {
			world.see("condition");
			return true;
		}, writer(world)).outputKey("story").build().invoke(Map.of("topic", "dragons")));
	}),

	SUPERVISED((world) -> {
		world.server()
			.answers(Script.tokens("{\"agentName\":\"writer$0\",\"arguments\":{\"topic\":\"dragons\"}}"),
					Script.tokens("Once"),
					Script.tokens("{\"agentName\":\"done\",\"arguments\":{\"response\":\"Done\"}}"));
		SupervisorAgent supervisor = world
			.observed(AgenticServices.supervisorBuilder().chatModel(world.model()).subAgents(writer(world)).build());
		world.see(() -> supervisor.invoke("Write about dragons"));
		world.see(() -> supervisor.invokeWithAgenticScope("Write about dragons").agenticScope().agentInvocations());
		tell(world, (AgentInstance) supervisor);
	}),

	STREAMED((world) -> {
		world.server().answers(Script.tokens("On", "ce"));
		StreamingWriter writer = AgenticServices.agentBuilder(StreamingWriter.class)
			.streamingChatModel(world.streaming())
			.outputKey("story")
			.build();
		LangChain4jScenario.await(world,
				AgenticServices.sequenceBuilder(StreamingPublisher.class)
					.subAgents(writer)
					.outputKey("story")
					.build()
					.publish("dragons"));
		world.see(() -> AgenticServices.sequenceBuilder()
			.subAgents(writer, editor(world))
			.outputKey("edited")
			.build()
			.invoke(Map.of("topic", "dragons")));
	}),

	SUSPENDED((world) -> {
		world.server().answers(Script.tokens("Once"));
		Publisher publisher = AgenticServices.sequenceBuilder(Publisher.class)
			.subAgents(AgenticServices.sequenceBuilder()
				.subAgents(AgenticServices.humanInTheLoopBuilder()
					.responseProvider((scope) -> new SuspendedResponse<>("approval"))
					.outputKey("story")
					.build())
				.build(), editor(world))
			.outputKey("edited")
			.build();
		ResultWithAgenticScope<String> result = publisher.publish("reader-7", "dragons");
		world.see(result.suspended() + " " + result.agenticScope().pendingResponseIds());
		world.see(result.completePendingResponse("Approved").result());
	}),

	DECLARED((world) -> {
		world.server().answers(Script.tokens("Once"));
		Declared.SEEING.set(world);
		world.see(() -> AgenticServices.createAgenticSystem(Declared.class, world.model()).publish("dragons"));
		AtomicInteger made = new AtomicInteger();
		world.see(() -> AgenticServices
			.createAgenticSystem(Declared.class, world.model(), new AgenticServices.AgentConfigurator((context) -> {
				made.incrementAndGet();
			}, null, null, () -> "memory"))
			.publish("dragons"));
		world.see(made.get());
	}),

	MISUSED((world) -> {
		world.see(() -> AgenticServices.agentBuilder(Writer.class).build());
		world.see(() -> AgenticServices.agentBuilder(Ambiguous.class).chatModel(world.model()).build());
		world.see(() -> AgenticServices.sequenceBuilder(Ambiguous.class).build());
		world.see(() -> AgenticServices.sequenceBuilder().subAgents("no agent").build());
		world.see(() -> AgenticServices.parallelMapperBuilder().subAgents(writer(world)).build());
		world.see(() -> AgenticServices.sequenceBuilder().subAgents(writer(world)).build().invoke(Map.of()));
		world.see(() -> AgenticServices.sequenceBuilder().subAgents(writer(world)).build().invoke(null));
	});

	private final Consumer<LangChain4jWorld> story;

	LangChain4jAgentScenario(Consumer<LangChain4jWorld> story) {
		this.story = story;
	}

	@Override
	public void play(LangChain4jWorld world) {
		this.story.accept(world);
	}

	private static Writer writer(LangChain4jWorld world) {
		return AgenticServices.agentBuilder(Writer.class).chatModel(world.model()).outputKey("story").build();
	}

	private static Editor editor(LangChain4jWorld world) {
		return AgenticServices.agentBuilder(Editor.class).chatModel(world.model()).outputKey("edited").build();
	}

	private static void tell(LangChain4jWorld world, AgentInstance agent) {
		world.see(agent + " " + agent.equals(agent) + " " + agent.name() + " " + agent.agentId() + " "
				+ agent.topology() + " " + agent.plannerType() + " " + agent.arguments());
		agent.subagents()
			.forEach((sub) -> world.see(sub.agentId() + " " + sub.name() + " " + sub.type() + " " + sub.leaf() + " "
					+ sub.outputType() + " " + (sub.parent() != null)));
	}

	public interface Writer {

		@Agent(name = "writer", description = "writes", outputKey = "story")
		@UserMessage("Write about {{topic}}")
		String write(@V("topic") String topic);

	}

	public interface Editor {

		@Agent
		@UserMessage("Edit {{story}}")
		String edit(@V("story") String story);

	}

	public interface StreamingWriter {

		@Agent
		@UserMessage("Write about {{topic}}")
		TokenStream write(@V("topic") String topic);

	}

	public interface Publisher extends AgenticScopeAccess {

		@Agent
		ResultWithAgenticScope<String> publish(@MemoryId String reader, @V("topic") String topic);

	}

	public interface StreamingPublisher {

		@Agent
		TokenStream publish(@V("topic") String topic);

	}

	public interface Monitored extends MonitoredAgent {

		@Agent
		String publish(@V("topic") String topic);

	}

	public interface Declared {

		ThreadLocal<LangChain4jWorld> SEEING = new ThreadLocal<>();

		@SequenceAgent(outputKey = "story", subAgents = { Writer.class, Counter.class })
		Object publish(@V("topic") String topic);

		@BeforeCall
		static void before(AgenticScope scope) {
			SEEING.get().see("before " + scope.readState("topic"));
		}

	}

	public interface Ambiguous {

		@Agent
		String one();

		@Agent
		String two();

	}

	public static class Counter {

		@Agent(outputKey = "words")
		public static Object count(@V("story") String story) {
			return story.split(" ").length;
		}

	}

	public static class Thrower {

		private final Throwable thrown;

		Thrower(Throwable thrown) {
			this.thrown = thrown;
		}

		@Agent
		public Object work() throws Throwable {
			throw this.thrown;
		}

	}

	public static class Dictionary {

		@Tool
		public String lookUp(String word) {
			return word + " is a word";
		}

	}

	static class Listener implements AgentListener {

		private final LangChain4jWorld world;

		private final boolean failing;

		Listener(LangChain4jWorld world, boolean failing) {
			this.world = world;
			this.failing = failing;
		}

		private void see(String what) {
			this.world.see(what);
			if (this.failing) {
				throw new IllegalStateException("listener");
			}
		}

		@Override
		public void beforeAgentInvocation(AgentRequest request) {
			see("before " + request.agentName() + " " + request.agentId() + " " + request.inputs());
		}

		@Override
		public void afterAgentInvocation(AgentResponse response) {
			see("after " + response.agentName() + " " + response.output());
		}

		@Override
		public void onAgentInvocationError(AgentInvocationError error) {
			see("error of " + error.agentName() + " " + LangChain4jWorld.describe(error.error()));
		}

		@Override
		public void beforeAgentToolExecution(BeforeAgentToolExecution tool) {
			this.world.see("tool " + tool.toolExecution().request().name());
		}

		@Override
		public boolean inheritedBySubagents() {
			return true;
		}

	}

}
