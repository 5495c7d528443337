/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/** The layers of the design and its ban-list, as rules over the byte code of all modules the broker ships. */
@AnalyzeClasses(packages = "io.odradek", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule dependenciesPointFromBrokerToControllerToCodec = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("codec")
            .definedBy("io.odradek.protocol..")
            .layer("controller")
            .definedBy("io.odradek.controller..")
            .layer("broker")
            .definedBy("io.odradek.broker..")
            .whereLayer("broker")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("controller")
            .mayOnlyBeAccessedByLayers("broker");

    @ArchTest
    static final ArchRule onlyTheStoreKnowsZooKeeper = noClasses()
            .that(DescribedPredicate.not(are(resideInAPackage("io.odradek.controller.store"))))
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.apache.curator..", "org.apache.zookeeper.."));

    @ArchTest
    static final ArchRule onlyNetKnowsNettyChannels = noClasses()
            .that(DescribedPredicate.not(are(resideInAPackage("io.odradek.broker.net.."))))
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("io.netty.channel..", "io.netty.bootstrap..", "io.netty.handler.."));

    @ArchTest
    static final ArchRule theCodecHasNoThreadsNoFilesNoLogger = noClasses()
            .that()
            .resideInAPackage("io.odradek.protocol..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "java.nio.file..", "java.nio.channels..", "java.util.concurrent..", "org.slf4j..", "java.net.."));

    @ArchTest
    static final ArchRule kafkaItselfIsNeverOnTheClassPath =
            noClasses().should().dependOnClassesThat(resideInAnyPackage("org.apache.kafka..", "kafka.."));

    @ArchTest
    static final ArchRule noLocks =
            noClasses().should().dependOnClassesThat().resideInAPackage("java.util.concurrent.locks..");

    @ArchTest
    static final ArchRule noConcurrentMaps =
            noClasses().should().dependOnClassesThat().haveFullyQualifiedName("java.util.concurrent.ConcurrentHashMap");

    @ArchTest
    static final ArchRule noSynchronizedMethods =
            methods().should().notHaveModifier(JavaModifier.SYNCHRONIZED).allowEmptyShould(true);

    @ArchTest
    static final ArchRule timeIsInjected = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethodWhere(callTo(Clock.class, "system"))
            .orShould()
            .callMethodWhere(callTo(Thread.class, "sleep"));

    @ArchTest
    static final ArchRule randomnessAndThreadsAreInjected = noClasses()
            .should()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethod(ThreadLocalRandom.class, "current")
            .orShould()
            .callMethodWhere(callTo(Executors.class, "new"));

    @ArchTest
    static final ArchRule noWorkOnTheCommonPool = noClasses()
            .should()
            .callMethodWhere(new DescribedPredicate<JavaCall<?>>("CompletableFuture.…Async without an executor") {
                @Override
                public boolean test(JavaCall<?> call) {
                    return call.getTargetOwner().isEquivalentTo(CompletableFuture.class)
                            && call.getName().endsWith("Async")
                            && call.getTarget().getRawParameterTypes().stream()
                                    .noneMatch(type -> type.getSimpleName().equals("Executor"));
                }
            });

    @ArchTest
    static final ArchRule noNameSaysNothing =
            ArchRuleDefinition.noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Service)$");

    @ArchTest
    static final ArchRule noPackageSaysNothing =
            noClasses().should().resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..");

    @ArchTest
    static final ArchRule noCyclesBetweenPackages =
            slices().matching("io.odradek.(*).(*)").should().beFreeOfCycles();

    private static DescribedPredicate<JavaCall<?>> callTo(Class<?> owner, String prefix) {
        return new DescribedPredicate<JavaCall<?>>(owner.getSimpleName() + "." + prefix + "…") {
            @Override
            public boolean test(JavaCall<?> call) {
                return call.getTargetOwner().isEquivalentTo(owner)
                        && call.getName().startsWith(prefix);
            }
        };
    }
}
